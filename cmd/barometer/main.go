// Command barometer asks one question after an interaction and says early
// where satisfaction is falling. See README.md.
package main

import (
	"os"
	_ "time/tzdata" // a machine without zone data knows Europe/Berlin, too
)

func main() { os.Exit(start(os.Args[1:], os.Environ(), os.Stdout, os.Stderr)) }
