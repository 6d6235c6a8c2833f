"""For all tests: where COUNTERFOIL_NO_SKIP=1 is set, as continuous integration does, a skip is a failure."""

import os

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("COUNTERFOIL_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped ({call.excinfo.value if call.excinfo else 'no reason'}): not here"
    return report
