# pragma version 0.4.3
"""
@title Admin harness
@license MIT
@notice An admin, and the check of it, within reach of a test.
"""

from contracts.modules import admin as admin_rights

initializes: admin_rights
exports: admin_rights.__interface__


@deploy
def __init__(first: address):
    admin_rights.__init__(first)


@external
@view
def check_admin():
    admin_rights._check_admin()
