package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

//go:embed lucene/Peer.java
var luceneText []byte

// errNoLucene says that this machine has no Lucene; the rest is measured.
var errNoLucene = errors.New("no Lucene: install Debian's packages default-jdk-headless and liblucene8-java")

// lucene is the second peer, compiled on the spot.
type lucene struct {
	java, path string
}

func (b *bench) lucene(ctx context.Context) (*lucene, error) {
	javac, err1 := exec.LookPath("javac")
	java, err2 := exec.LookPath("java")
	core, err3 := filepath.Glob("/usr/share/java/lucene-core-8*.jar")
	words, err4 := filepath.Glob("/usr/share/java/lucene-analyzers-common-8*.jar")
	if errors.Join(err1, err2, err3, err4) != nil || len(core) == 0 || len(words) == 0 {
		return nil, errNoLucene
	}
	dir := filepath.Join(b.dir, "search", "classes")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	source := filepath.Join(dir, "Peer.java")
	if err := os.WriteFile(source, luceneText, 0o644); err != nil {
		return nil, err
	}
	l := &lucene{java: java, path: strings.Join([]string{core[0], words[0], dir}, ":")}
	if out, err := exec.CommandContext(ctx, javac, "-encoding", "UTF-8", "-cp", l.path, "-d", dir, source).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("javac: %w: %s", err, out)
	}
	return l, nil
}

// start runs the program with what input writes, and gives its output.
func (l *lucene) run(ctx context.Context, input func(io.Writer) error, args ...string) (string, *os.ProcessState, error) {
	cmd := exec.CommandContext(ctx, l.java, append([]string{"-Xmx4g", "-Xms1g", "-cp", l.path, "Peer"}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	var out, wrong strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &wrong
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	w := bufio.NewWriterSize(in, 1<<20)
	err = input(w)
	err = errors.Join(err, w.Flush(), in.Close())
	if ended := cmd.Wait(); ended != nil {
		err = errors.Join(ended, err, errors.New(wrong.String()))
	}
	if err != nil {
		return "", nil, fmt.Errorf("lucene: %w", err)
	}
	return out.String(), cmd.ProcessState, nil
}

func (l *lucene) build(ctx context.Context, c *corpus, dir string) (b built, err error) {
	blank := strings.NewReplacer("\n", " ", "\t", " ")
	text, state, err := l.run(ctx, func(w io.Writer) error {
		end := c.visible.Load()
		for id := int64(1); id <= end; id++ {
			d := c.document(id)
			_, err := fmt.Fprintf(w, "%d\t%d\t%s\t%s\t%d\t%s %s %s\t%s\n", d.ID, d.PublishedAt, d.Agency, d.Category,
				time.UnixMicro(d.PublishedAt).In(beijing).Year(), blank.Replace(d.Title), d.Number, d.Index, blank.Replace(d.Text))
			if err != nil {
				return err
			}
		}
		return nil
	}, "build", dir)
	if err != nil {
		return b, err
	}
	var nanos int64
	if _, err := fmt.Sscanf(text, "%d\t%d\t%d", &b.Documents, &nanos, &b.Bytes); err != nil {
		return b, fmt.Errorf("lucene: %q", text)
	}
	b.Seconds, b.CPU = time.Duration(nanos).Seconds(), (state.UserTime() + state.SystemTime()).Seconds()
	return b, nil
}

func (l *lucene) measure(ctx context.Context, list []asked, dir string, rounds int, lasts time.Duration) (searched, error) {
	s := searched{Took: map[string]timed{}, Totals: map[string]int{}}
	text, _, err := l.run(ctx, func(w io.Writer) error {
		for _, a := range list {
			if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", a.class, a.words, a.filters.Encode()); err != nil {
				return err
			}
		}
		return nil
	}, "run", dir, strconv.Itoa(rounds), strconv.Itoa(int(lasts.Seconds())))
	if err != nil {
		return s, err
	}
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		n, err := strconv.ParseInt(f[len(f)-1], 10, 64)
		if err != nil {
			return s, fmt.Errorf("lucene: %q", line)
		}
		switch f[0] {
		case "opened":
			s.Opened = time.Duration(n)
		case "took":
			if s.Took[f[1]] == nil {
				s.Took[f[1]] = timed{}
			}
			s.Took[f[1]].add(f[2], time.Duration(n))
		case "total":
			s.Totals[f[1]+"\t"+f[2]] = int(n)
		case "at once":
			s.AtOnce = append(s.AtOnce, time.Duration(n))
		case "lasted":
			s.Lasted = time.Duration(n)
		}
	}
	return s, nil
}
