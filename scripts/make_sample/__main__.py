"""``python -m scripts.make_sample ../shared/data [FOLDER]`` writes the exports."""

import sys
from pathlib import Path
from random import Random

from scripts.make_sample.customers import make_contacts, make_customers, make_twin
from scripts.make_sample.exports import Department, sales_csv, workbooks
from scripts.make_sample.fieldwork import make_answers, make_complaints, make_visits
from scripts.make_sample.files import write_csv, write_workbook
from scripts.make_sample.office import make_receipts, make_scores
from scripts.make_sample.rhythm import sold
from scripts.make_sample.sales import make_sales
from scripts.make_sample.targets import make_targets

SEED = 20261031
SAMPLE = Path(__file__).parents[2] / "kamtools" / "sample"


def main(data: Path, folder: Path) -> None:
    dice = Random(SEED)
    department = _department(data, dice)
    for export in workbooks(department, dice):
        write_workbook(folder, export)
    write_csv(folder, sales_csv(department.sales, dice))
    print(f"{len(department.sales)} sales rows, {sum(s.amount for s in department.sales)} 元")


def _department(data: Path, dice: Random) -> Department:
    lines = sold(data)
    customers = make_customers(lines, dice)
    twin = make_twin(customers)
    everyone = [*customers, twin]
    sales = make_sales(lines, customers, twin, dice)
    return Department(
        customers=customers,
        twin=twin,
        contacts=make_contacts(everyone, dice),
        sales=sales,
        targets=make_targets(sales, everyone),
        visits=make_visits(customers, dice),
        complaints=make_complaints(customers, dice),
        answers=list(make_answers(customers, dice)),
        receipts=make_receipts(sales, dice),
        scores=list(make_scores(dice)),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else SAMPLE)
