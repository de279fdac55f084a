import Glibc

// What is stored is personal: files are for their owner alone.
umask(0o077)
exit(await CommandRunner(CommandTable.commands).run(Array(CommandLine.arguments.dropFirst())))
