package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gongkai": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
		},
	})
}

// The scripts are the command line as its user types it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			// old FILE... makes files a year old.
			"old": func(ts *testscript.TestScript, _ bool, args []string) {
				for _, name := range args {
					at := time.Now().AddDate(-1, 0, 0)
					ts.Check(os.Chtimes(ts.MkAbs(name), at, at))
				}
			},
		},
		Setup: func(e *testscript.Env) error {
			// The real catalogues and notices, where the workplace has them.
			shared, err := filepath.Abs("../../../shared")
			if err != nil {
				return err
			}
			e.Setenv("SHARED", shared)
			return nil
		},
		Condition: func(cond string) (bool, error) {
			_, err := os.Stat("../../../shared/data/catalogues")
			return cond == "shared" && err == nil, nil
		},
	})
}
