// Package gatetest (把关样本) makes up files as offices publish them, clean ones
// and ones with something in them that must not go out, to measure package gate
// with. The same seed makes the same files. What a file holds is written down as
// it is made, from how people and programs write such things, and not from what
// the gate looks for. Tests and scripts import it.
package gatetest
