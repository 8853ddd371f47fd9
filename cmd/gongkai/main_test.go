package main

import (
	"bytes"
	"context"
	"io"
	"net"
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

// A port that another program has is said in one sentence, at once, with a way
// out; nothing waits for a server that never was.
func TestTakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	data := t.TempDir()
	if got := run(t.Context(), []string{"init", "--data", data}, io.Discard, io.Discard); got != 0 {
		t.Fatalf("init ended with %d", got)
	}
	at := taken.Addr().String()
	for _, c := range []struct{ name, data string }{{"serve", data}, {"demo", t.TempDir()}} {
		var errs bytes.Buffer
		ended := make(chan int, 1)
		go func() {
			ended <- run(t.Context(), []string{c.name, "--listen", at, "--data", c.data}, io.Discard, &errs)
		}()
		select {
		case got := <-ended:
			if got != 1 {
				t.Errorf("%s ended with %d", c.name, got)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s waits for a port it cannot have", c.name)
		}
		if said := strings.TrimSpace(errs.String()); !strings.HasPrefix(said, "gongkai: 端口被占用："+at+" ") || !strings.Contains(said, "--listen "+nextPort(at)) ||
			strings.Contains(said, "\n") {
			t.Errorf("%s said %q", c.name, said)
		}
	}
	for at, want := range map[string]string{"127.0.0.1:8080": "127.0.0.1:8081", ":80": ":81", "[::1]:65535": "[::1]:8081", "0.0.0.0:http": "0.0.0.0:8081"} {
		if got := nextPort(at); got != want {
			t.Errorf("after %s comes %s, want %s", at, got, want)
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
