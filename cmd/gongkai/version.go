package main

import (
	"runtime"
	"runtime/debug"

	"gongkai/store"
)

type versionCmd struct {
	JSON bool `help:"Print JSON."`
}

// release is the version of this source; a tagged build sets it.
var release = "0.1.0"

func (c versionCmd) Run(out *console) error {
	v := struct {
		Gongkai string `json:"gongkai"`
		Go      string `json:"go"`
		SQLite  string `json:"sqlite"`
		Commit  string `json:"commit,omitempty"`
	}{Gongkai: release, Go: runtime.Version(), SQLite: store.SQLiteVersion()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v.Commit = s.Value
			}
		}
	}
	if c.JSON {
		return out.json(v)
	}
	out.printf("gongkai %s\n%s\nSQLite %s\n", v.Gongkai, v.Go, v.SQLite)
	return nil
}
