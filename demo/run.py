"""`make demo`: the whole system with demo data and its own Digital ID, until Ctrl+C."""

import argparse
import contextlib
import json
import shutil
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from demo.processes import World  # noqa: E402

PEOPLE = {
    "dga": "เจ้าหน้าที่ สพร. (DGA Contact Center) ทุกหน่วยงาน",
    "central": "เจ้าหน้าที่ส่วนกลาง กรมการแพทย์และหน่วยงานในสังกัด",
    "officer": "เจ้าหน้าที่หน่วยงาน โรงพยาบาลราชวิถี",
    "citizeninfo": "บัญชีเดิมของ CITIZENinfo เข้าได้ทันทีไม่ต้องใช้ Token (โรงพยาบาลเลิดสิน)",
    "newcomer": "ยังไม่มีบัญชีในระบบ ใช้ Token ด้านล่างเพื่อยืนยันสิทธิ์",
    "newcomer2": "ยังไม่มีบัญชีในระบบ",
}


def main():
    options = _options()
    folder = ROOT / "var/demo"
    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    world = World(folder=folder, port=options.port, idp_port=options.idp_port)
    print("Preparing the demo world …", flush=True)
    token = world.prepare()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        world.start()
        _welcome(world, token)
        with contextlib.suppress(KeyboardInterrupt):
            for process in world.processes:
                process.wait()
    except KeyboardInterrupt:
        pass
    except RuntimeError as error:
        sys.exit(f"{error}. Other ports: make demo PORT=8010 IDP_PORT=8011")
    finally:
        world.stop()
        print("Stopped.")


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--idp-port", type=int, default=8001)
    parser.add_argument("--fresh", action="store_true", help="forget the data of earlier starts")
    return parser.parse_args()


def _welcome(world, token):
    password = json.loads((ROOT / "demo/accounts.json").read_text())["password"]
    print(f"""
  ประชาชน (citizens)        {world.url}/
  เจ้าหน้าที่ (officers)       {world.url}/backend/
  Digital ID (stand-in)   {world.idp_url}/

  Accounts, all with the password {password}
""")
    for username, role in PEOPLE.items():
        print(f"    {username:<12} {role}")
    print(
        f"""
  Unused activation token (โรงพยาบาลราชวิถี): {token}

  Ctrl+C stops both servers; the data stays in var/demo (make demo FRESH=1 starts over).
""",
        flush=True,
    )


if __name__ == "__main__":
    main()
