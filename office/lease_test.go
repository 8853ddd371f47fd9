package office_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store"
)

// A work whose process was killed is taken up at once on the same machine; one
// that may still be running, here or elsewhere, is waited for.
func TestLeaseOfAKilledProcess(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Skip("this machine has no name")
	}
	running := exec.Command("sleep", "60")
	if err := running.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { running.Process.Kill(); running.Wait() }()
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		for n, c := range []struct {
			what, holder string
			free         bool
		}{
			{"a process that ended", fmt.Sprintf("%s/%d/A/x", host, dead.Process.Pid), true},
			{"one that had our number", fmt.Sprintf("%s/%d/A/x", host, os.Getpid()), true},
			{"one that runs", fmt.Sprintf("%s/%d/A/x", host, running.Process.Pid), false},
			{"another machine", fmt.Sprintf("another/%d/A/x", dead.Process.Pid), false},
			{"a machine without a name", fmt.Sprintf("/%d/A/x", dead.Process.Pid), false},
			{"an older version", "QWERTY", false},
		} {
			name, now := fmt.Sprintf("work/%d", n), o.Now()
			if ok, err := o.Store.Hold(t.Context(), store.Lease{Name: name, Holder: c.holder, Since: now, Until: now.Add(time.Minute)}, now, false); !ok || err != nil {
				t.Fatal(ok, err)
			}
			_, release, err := o.Hold(t.Context(), name, 0, false)
			if free := err == nil; free != c.free || !free && !errors.Is(err, office.ErrHeld) {
				t.Errorf("held by %s: %v", c.what, err)
			}
			if err == nil {
				if _, _, err := o.Hold(t.Context(), name, 0, false); !errors.Is(err, office.ErrHeld) {
					t.Errorf("held by %s, then twice by us: %v", c.what, err)
				}
				if err := release(); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
