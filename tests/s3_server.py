"""A real S3-compatible server for the tests: SeaweedFS, in a temporary folder, gone with the run."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

ACCESS_KEY, SECRET_KEY, BUCKET = "tests-access", "tests-secret-key", "documents"
IDENTITIES = {
    "identities": [
        {
            "name": "infoadmin",
            "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}


class S3Server:
    """A server on free ports of 127.0.0.1 with one bucket; a context manager."""

    def __enter__(self):
        for attempt in range(3):  # a port found free may be somebody else's a moment later
            self._start()
            try:
                self._make_bucket()
            except (BotoCoreError, ClientError):
                self.__exit__()
                if attempt == 2:
                    raise
            else:
                break
        return self

    def _start(self):
        self.folder = Path(tempfile.mkdtemp(prefix="infoadmin-s3-"))
        identities = self.folder / "identities.json"
        identities.write_text(json.dumps(IDENTITIES))
        names = ("master.port", "volume.port", "filer.port", "s3.port")
        grpc = ("master.port.grpc", "volume.port.grpc", "filer.port.grpc", "s3.port.grpc")
        ports = dict(zip((*names, *grpc), _free_ports(8), strict=True))
        self.url = f"http://127.0.0.1:{ports['s3.port']}"
        command = [
            *(str(Path(sys.executable).parent / "weed"), "server", "-s3", "-ip=127.0.0.1"),
            *(f"-dir={self.folder}", f"-s3.config={identities}", "-volume.max=4"),
            *("-master.volumeSizeLimitMB=64", *(f"-{name}={port}" for name, port in ports.items())),
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=self.folder, **quiet)

    def _make_bucket(self, seconds=60):
        client = boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            region_name="us-east-1",
        )
        deadline = time.monotonic() + seconds
        while True:
            try:
                client.create_bucket(Bucket=BUCKET)
                client.put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
            except (BotoCoreError, ClientError):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.5)
            else:
                return

    def __exit__(self, *_exception):
        self.process.kill()  # it ends slowly when asked, and nothing in it is kept
        self.process.wait(timeout=10)
        shutil.rmtree(self.folder, ignore_errors=True)


def _free_ports(number):
    probes = [socket.socket() for _number in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
