"""Customer rules: grades, activity status, duplicates, checks of the file. Pure; no files."""

from kamtools.customers.activity import STATUSES, activity
from kamtools.customers.checks import check_file
from kamtools.customers.codes import is_credit_code, is_mobile, is_phone
from kamtools.customers.duplicates import find_duplicates
from kamtools.customers.grading import GRADES, grade

__all__ = [
    "GRADES",
    "STATUSES",
    "activity",
    "check_file",
    "find_duplicates",
    "grade",
    "is_credit_code",
    "is_mobile",
    "is_phone",
]
