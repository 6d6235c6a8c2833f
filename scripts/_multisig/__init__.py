"""What `ape run multisig` is made of. The leading underscore keeps Ape from listing it as a command."""
