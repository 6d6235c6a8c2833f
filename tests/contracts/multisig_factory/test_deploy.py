import ape
from wallet_words import ZERO


def test_reverts_without_an_implementation(built, deployer, stranger):
    for nothing in (ZERO, stranger):
        with ape.reverts("factory: implementation has no code"):
            deployer.deploy(built.MultiSigFactory, nothing)


def test_keeps_the_implementation(factory, implementation):
    assert factory.implementation() == implementation
    assert factory.wallet_count() == 0
    assert factory.version() == "1.0.0"
