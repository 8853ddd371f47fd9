package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
)

// measured explains every row; it stands below the tables.
const measured = `## How it was measured

All processes run on the one machine named above, on the loopback, and share
its cores: server, peer, wrk and database. Product and peer take turns within
one run, so that whatever else the machine does falls on both. A ratio is the
product's figure divided by the peer's. Figures without a goal are told for
completeness.

**Import beside bare inserts.** The demonstration's records, made up
beforehand, go through office/intake.ImportStream into an empty record: index
numbers, tallies, twenty-one indexes and a journal entry for
every record, 8,000 records to a transaction. The peer inserts the very rows
this wrote (all 30 columns) through the same driver into a table that has only
its primary key: a prepared statement of 50 rows, 8,000 rows to a transaction as in the import,
the same durability (SQLite: WAL, synchronous=FULL; PostgreSQL: fsync and
synchronous_commit on). Median of three rounds.

**Import of the whole city.** One pass over all records, written while they are
made up, in a process of its own whose highest resident memory is given
(PostgreSQL's own processes are not in it).

**Start and memory.** From exec of ` + "`gongkai serve`" + ` to the first 200 of the home
page, asked every 2 ms; slowest of five, with the file in the system's cache.
Memory is the resident memory of the gongkai process.

**Pages beside nginx.** ` + "`gongkai serve`" + ` with the city loaded; wrk with 16
connections and 2 threads goes round 200 item pages, all agency columns or 40
lists (by agency, category, channel, kind, and further pages). Each page was
asked for once before, and those bytes, plain and compressed, are the files
nginx serves (sendfile, gzip_static, one worker a core, no access log, the same
security headers). So both answer from memory: ours from its cache of pages,
which acts make stale, nginx from the system's. Visits of item pages are
counted meanwhile, which redraws those pages whenever the counts are saved.
Rates and p99 are medians of the rounds; errors are summed.

**One publish act.** office.Publish on a signed draft, in the loaded city: draft
and publication saved, numbers given, tallies moved, journal written, committed.
The peer is one row of the same 30 columns in a table with only its primary
key, through the same driver, at the same durability: begin, a prepared insert,
commit. A second peer is the lone insert, around which the engine begins and
commits by itself; on PostgreSQL that is one message to the server instead of
three. One of each in turn.

**Growth.** A portal of a tenth of the city and one of the whole, asked in turn
over one connection. Each address carries a query parameter never used before,
so no page comes from the cache: each is read from the record and drawn,
browse pages with their exact counts. The figures include the client. Publish
acts are those of the row above, in either city.

**Relevance.** 13,573 real documents (national laws with their text, and what
three catalogues list) in an index of ours and in FTS5 with overlapping pairs
of characters. A seeded script writes a thousand queries of each class from
them; right is any document of that title, or of that number. FTS5 is asked for
all words, each a phrase, and where nothing has them for any of their pairs,
ordered by its rank. The mean of 1/place of the first right hit among twenty, 0
if there is none. Where the texts are not beside the repository it is left out.

**The gate.** Files made up by paper/gate/gatetest, half of them clean, from a
seed that was not used while the gate was worked on: each file says what it
holds, and a finding counts if it is of that kind and, for an identifier, names
it. A file that is held because it could not be read counts as a miss. Clean
files have the numbers that official papers have: money, coordinates, accounts,
codes of firms, projects and invoices, lines of offices. Files are looked into
one after the other; the reader of PDFs has been started before. Plain items are
the demonstration's; one core and two take turns.

PostgreSQL is Debian's package with its default settings, on the same machine.
After loading, each city is brought into the state it would be in after a
while: SQLite's log written out; PostgreSQL vacuumed and analyzed.
`

func (b *bench) report(ctx context.Context, engines []*engine) string {
	var t strings.Builder
	t.WriteString("# Figures beside their peers\n\n")
	t.WriteString("Written by `make bench` (scripts/bench) on " + b.date + ".\n\n")
	for _, line := range b.machine(ctx, engines) {
		t.WriteString("- " + line + "\n")
	}
	if b.quick {
		t.WriteString("\nA quick run: a tenth of the city and short rounds. Not the published figures.\n")
	}
	for _, e := range engines {
		t.WriteString("\n## " + e.title + "\n\n| What | Product | Peer | Ratio | Goal | Verdict |\n|---|---:|---:|---:|---|---|\n")
		for _, r := range e.rows {
			t.WriteString(r.markdown())
		}
	}
	t.WriteString("\n" + measured)
	return t.String()
}

// machine is what the figures depend on.
func (b *bench) machine(ctx context.Context, engines []*engine) []string {
	lines := []string{fmt.Sprintf("%d cores%s, %s of memory, %s/%s", runtime.NumCPU(), processor(), memory(), runtime.GOOS, runtime.GOARCH),
		runtime.Version()}
	for _, e := range engines {
		v, err := e.version(ctx)
		if err != nil {
			v = "version unknown"
		}
		lines = append(lines, e.title+" "+v)
	}
	lines = append(lines, version(ctx, "nginx", "-v"), version(ctx, "wrk", "-v"))
	return lines
}

func (e *engine) version(ctx context.Context) (string, error) {
	if e.server != nil {
		return e.server.version(ctx)
	}
	db, err := openBare(":memory:")
	if err != nil {
		return "", err
	}
	defer db.Close()
	var v string
	return v, db.QueryRowContext(ctx, "select sqlite_version()").Scan(&v)
}

func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	if m := regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`).FindSubmatch(text); m != nil {
		return " (" + string(m[1]) + ")"
	}
	return ""
}

func memory() string {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return "an unknown amount"
	}
	var kb int64
	if _, err := fmt.Fscanf(bytes.NewReader(text), "MemTotal: %d kB", &kb); err != nil {
		return "an unknown amount"
	}
	return fmt.Sprintf("%d GB", (kb+1<<19)>>20)
}

// version is the first line a program says of itself, whatever its exit code:
// wrk's is 1.
func version(ctx context.Context, name, flag string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		path = "/usr/sbin/" + name
	}
	out, _ := exec.CommandContext(ctx, path, flag).CombinedOutput()
	line, _, _ := strings.Cut(string(out), "\n")
	line = strings.TrimPrefix(strings.TrimSpace(line), "nginx version: ")
	line, _, _ = strings.Cut(line, " Copyright")
	if line == "" {
		return name + ": version unknown"
	}
	return strings.TrimSpace(line)
}
