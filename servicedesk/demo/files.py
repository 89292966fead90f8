"""Files of many rows in the demo: one that was looked at and waits, with a bad row; an export that waits for a yes."""

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Unit, User
from hotline.bulk.handing_in import hand_in
from hotline.bulk.sending_out import ask
from hotline.bulk.working import work
from hotline.model_bulk import ExportJob, ImportJob
from tickets.actions.spine import database_time

ROWS = """外部编号,业务分类,工单类型,受理时间,办结时间,联系人,联系电话,地址,内容
OLD-0001,停电报修,报修,2025-11-02 09:12,2025-11-02 11:40,周宁,13800000711,文昌路 12 号,楼道停电
OLD-0002,停电报修,报修,2025-11-03 20:05,2025-11-03 21:30,周宁,13800000711,文昌路 12 号,又停电
OLD-0003,电费咨询,咨询,03/11/2025,2025-11-04 10:00,郑海,13800000712,南桥路 3 号,问阶梯电价
OLD-0004,电费咨询,咨询,2025-11-05 10:00,2025-11-05 10:08,郑海,13800000712,南桥路 3 号,问账单
"""


def hand_files_in(hall: Unit, *, by: User) -> int:
    """Let the administrator have handed one file in, once; returns how many rows it has."""
    if ImportJob.objects.filter(by=by).exists():
        return 0
    upload = SimpleUploadedFile("老系统工单.csv", ROWS.encode("gb18030"))
    job = work(hand_in(upload, kind="tickets", mode="closed", hall=hall, by=by, at=database_time()))
    wish = ask(
        kind="customers", form="xlsx", reason="年度客户档案核对", in_full=False, wanted={}, by=by, at=database_time()
    )
    ExportJob.objects.filter(pk=wish.pk, stage=ExportJob.Stage.MAKING).update(stage=ExportJob.Stage.WAITS)
    return job.done
