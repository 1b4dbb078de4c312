package main

import "syscall"

// childAttributes: the child ends with its parent, and is in a process group
// of its own so that Ctrl-C does not reach it before the parent has finished.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
