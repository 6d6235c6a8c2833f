"""Sends what is due and what anyone may send: charges, deals whose time has come, money on deposit addresses.

It decides nothing: the tables say what is due, the chain is asked before anything is sent, and the contracts alone say
where money goes. All that its key can lose is gas."""
