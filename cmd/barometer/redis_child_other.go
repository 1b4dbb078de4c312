//go:build !unix

package main

import (
	"errors"
	"os"
	"syscall"
)

// lockPath: private children need the locks and sockets of Unix.
func lockPath(string) (*os.File, error) {
	return nil, errors.New("a private Redis is not possible on this system: set BAROMETER_REDIS")
}

func childAttributes() *syscall.SysProcAttr { return nil }
