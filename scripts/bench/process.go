package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a child that ends with the run, however the run ends.
type process struct {
	cmd  *exec.Cmd
	end  syscall.Signal // asks it to end
	done chan struct{}
	err  error // why it ended; set when done is closed
}

// starter starts children on one thread that lives as long as the program:
// Linux ends a child with the thread that started it, not with the process.
var starter = func() chan func() {
	jobs := make(chan func())
	go func() {
		runtime.LockOSThread()
		for job := range jobs {
			job()
		}
	}()
	return jobs
}()

func (b *bench) start(cmd *exec.Cmd, end syscall.Signal) (*process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	cmd.SysProcAttr.Setpgid = true // an interrupt is passed on in order, by stopAll
	failed := make(chan error)
	starter <- func() { failed <- cmd.Start() }
	if err := <-failed; err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, end: end, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	b.running = append(b.running, p)
	return p, nil
}

// stop asks the process to end and waits for it; after ten seconds it is made
// to.
func (p *process) stop() {
	select {
	case <-p.done:
		return
	default:
	}
	// It may end by itself between the look and the signal.
	_ = p.cmd.Process.Signal(p.end)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

func (b *bench) stopAll() {
	for i := len(b.running) - 1; i >= 0; i-- {
		b.running[i].stop()
	}
	b.running = nil
}

// resident is how much memory the process holds, in bytes.
func (p *process) resident() (int64, error) { return status(p.cmd.Process.Pid, "VmRSS") }

// peak is the most it ever held.
func (p *process) peak() (int64, error) { return status(p.cmd.Process.Pid, "VmHWM") }

// status reads a line of /proc/PID/status that is in kB.
func status(pid int, name string) (int64, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("/proc/%d/status has no %s", pid, name)
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// until tries again every 2 ms until it succeeds; it gives up when the
// process has ended, or after a minute.
func (p *process) until(ctx context.Context, ready func() error) error {
	var err error
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		if err = ready(); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.done:
			return fmt.Errorf("%s ended: %w", p.cmd.Args[0], errors.Join(p.err, err))
		case <-time.After(2 * time.Millisecond):
		}
	}
	return err
}
