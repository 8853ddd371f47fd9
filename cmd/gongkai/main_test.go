package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
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

// A wrong option or value ends with 2, what the record refuses with 1.
func TestExitCodes(t *testing.T) {
	data := t.TempDir()
	for _, c := range []struct {
		want int
		line string
	}{
		{0, "fee --requests 41"},
		{2, "nonsense"},
		{2, "fee"},
		{2, "fee --requests 1 --pages 1"},
		{2, "fee --requests -3"},
		{2, "fee --requests=-3"},
		{2, "fee --requests three"},
		{2, "fee --pages 100000000"},
		{0, "deadline --received 2024-01-22"},
		{2, "deadline --received 2024-02-30"},
		{2, "deadline --received 2007-01-01"},
		{2, "deadline --received 2024-01-22 --restart soon"},
		{2, "deadline --received 2024-01-22 --extend 21"},
		{2, "deadline --received 2024-01-22 --pause 2024-02-19"},
		{2, "deadline --received 2024-01-22 --pause 2024-02-19..2024-01-29"},
		{2, "init --address javascript:alert(1) --data " + data},
		{2, "init --city nowhere --data " + data},
		{2, "serve --sweep-after 1h --data " + data},
		{2, "report template --form 2033"},
		{2, "report template --out table.pdf"},
		{1, "agency list --data " + data},
		{1, "sweep --data " + data},
	} {
		var errs bytes.Buffer
		if got := run(t.Context(), strings.Fields(c.line), io.Discard, &errs); got != c.want {
			t.Errorf("%s ended with %d, want %d: %s", c.line, got, c.want, errs.String())
		}
	}
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
