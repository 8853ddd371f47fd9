package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

// crashing names the record a child process works on until it is killed.
const crashing = "GONGKAI_TEST_CRASH"

func TestMain(m *testing.M) {
	if address := os.Getenv(crashing); address != "" {
		fmt.Fprintln(os.Stderr, workUntilKilled(address))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// workUntilKilled publishes and imports for ever, and says what was committed.
func workUntilKilled(address string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	at := noon(2017, 6, 30)
	for n := 0; ; n++ {
		if n%3 == 2 {
			list, err := importAll(ctx, s, "JYJ", make60(at), nil)
			if err != nil {
				return err
			}
			fmt.Printf("%s %s\n", list[0].Index, list[len(list)-1].Index)
			continue
		}
		var p publication.Publication
		err := s.Act(ctx, account.Console, at, func(tx *store.Tx) (err error) {
			p, err = publishIn(ctx, tx, seed{Agency: "FGW", At: at})
			return err
		})
		if err != nil {
			return err
		}
		fmt.Println(p.Index)
	}
}

func make60(at time.Time) []seed {
	list := make([]seed, 60)
	for i := range list {
		list[i] = seed{At: at, Category: categories[i%len(categories)], Title: fmt.Sprint("旧文件 ", i), Channels: publication.Channel(i%15 + 1)}
	}
	return list
}

// A process killed at any instant loses nothing it had acknowledged, leaves
// nothing half done, and the next one opens the record at once.
func TestKilledAtAnyInstant(t *testing.T) {
	rounds := 12
	if os.Getenv("GONGKAI_LONG") == "1" {
		rounds = 200
	}
	address := storetest.SQLite(t)
	acknowledged := map[string]bool{}
	for round := range rounds {
		for _, index := range killed(t, address, time.Duration(rand.IntN(250))*time.Millisecond) {
			acknowledged[index] = true
		}
		began := time.Now()
		s, err := store.Open(t.Context(), address)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("round %d: opened after %v", round, took)
		}
		entries := wholeJournal(t, s)
		things := map[string]bool{}
		for _, e := range entries {
			things[e.Thing] = true
		}
		all := allPublications(t, s, "FGW", "JYJ")
		if len(all) != len(entries) || len(things) != len(all) {
			t.Errorf("round %d: %d publications, %d entries on %d things", round, len(all), len(entries), len(things))
		}
		there, imported := map[string]bool{}, 0
		for _, p := range all {
			there[p.Index] = true
			if !things[p.Thing()] {
				t.Errorf("round %d: %s is public without an entry", round, p.Index)
			}
			if p.Agency == "JYJ" {
				imported++
				continue
			}
			if d, err := s.Draft(t.Context(), draftOf(entries, p)); err != nil || d.State != publication.Done || d.Publication != p.ID {
				t.Errorf("round %d: the draft of %s: %+v, %v", round, p.Index, d, err)
			}
		}
		if imported%60 != 0 {
			t.Errorf("round %d: %d records imported: half a batch", round, imported)
		}
		for index := range acknowledged {
			if !there[index] {
				t.Errorf("round %d: %s was acknowledged and is gone", round, index)
			}
		}
		if err := recount(t, s, "FGW", "JYJ"); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			return
		}
	}
	if len(acknowledged) < rounds {
		t.Errorf("only %d acts were acknowledged in %d rounds: the kills came too early to prove anything", len(acknowledged), rounds)
	}
}

// killed runs the child, kills it so long after its first act, and gives the
// index numbers it acknowledged.
func killed(t *testing.T, address string, after time.Duration) []string {
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), crashing+"="+address)
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var list []string
	lines := bufio.NewReader(out)
	for first := true; ; first = false {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // the last line may be cut short: that act is not acknowledged
		}
		list = append(list, strings.Fields(line)...)
		if first {
			time.AfterFunc(after, func() { child.Process.Kill() })
		}
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || exit.ExitCode() != -1 {
		t.Fatalf("the child was not killed but ended: %v: %s", err, complaint.String())
	}
	return list
}

// draftOf reads from the journal which draft became the publication.
func draftOf(entries []journal.Entry, p publication.Publication) int64 {
	var id int64
	for _, e := range entries {
		if e.Thing == p.Thing() && e.Act == journal.Publish {
			fmt.Sscanf(e.Note, "draft/%d", &id)
		}
	}
	return id
}
