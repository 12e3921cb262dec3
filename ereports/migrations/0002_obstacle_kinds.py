"""The kinds of problem that 1.4 offers at first; dga keeps the list from here on."""

from django.db import migrations

KINDS = [
    "บุคลากรขาดความรู้ด้านดิจิทัล",
    "งบประมาณไม่เพียงพอ",
    "ระบบเทคโนโลยีสารสนเทศไม่พร้อมหรือล้าสมัย",
    "กฎหมาย ระเบียบ หรือข้อบังคับไม่เอื้ออำนวย",
    "การเชื่อมโยงและแลกเปลี่ยนข้อมูลระหว่างหน่วยงาน",
    "ความมั่นคงปลอดภัยและการคุ้มครองข้อมูลส่วนบุคคล",
    "ผู้รับบริการไม่คุ้นเคยกับบริการทางอิเล็กทรอนิกส์",
    "การยืนยันตัวตนและลายมือชื่ออิเล็กทรอนิกส์",
    "โครงสร้างพื้นฐานและเครือข่ายอินเทอร์เน็ต",
    "อื่น ๆ",
]


def add_kinds(apps, schema_editor):
    model = apps.get_model("ereports", "ObstacleKind")
    model.objects.bulk_create(
        [model(name=name, position=position) for position, name in enumerate(KINDS, start=1)]
    )


def remove_kinds(apps, schema_editor):
    apps.get_model("ereports", "ObstacleKind").objects.filter(name__in=KINDS).delete()


class Migration(migrations.Migration):
    dependencies = [("ereports", "0001_report")]
    operations = [migrations.RunPython(add_kinds, remove_kinds)]
