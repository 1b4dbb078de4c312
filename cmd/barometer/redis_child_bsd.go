//go:build unix && !linux

package main

import "syscall"

// childAttributes: a process group of its own, so that Ctrl-C does not reach
// the child before the parent has finished. An orphan is ended by takeOver.
func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
