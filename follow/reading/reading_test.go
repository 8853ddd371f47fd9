package reading

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/publication"
	"gongkai/office/keep"
	"gongkai/office/officetest"
	"gongkai/paper/block"
	"gongkai/paper/docx"
	"gongkai/paper/pdf"
	"gongkai/paper/plain"
	"gongkai/paper/sheet"
	"gongkai/paper/upload"
	"gongkai/store"
)

type file struct {
	name string
	data []byte
}

func paper(words string) block.Document {
	return block.Document{Title: "附件", Blocks: []block.Block{block.Paragraph{Text: words}}}
}

func pdfOf(t testing.TB, words string) file {
	t.Helper()
	b, err := pdf.Bytes(paper(words))
	if err != nil {
		t.Fatal(err)
	}
	return file{words + ".pdf", b}
}

func docxOf(t testing.TB, words string) file {
	t.Helper()
	b, err := docx.Bytes(paper(words))
	if err != nil {
		t.Fatal(err)
	}
	return file{words + ".docx", b}
}

func xlsxOf(t testing.TB, words string) file {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.WriteXLSX(&b, sheet.Page{Name: "目录", Rows: [][]sheet.Cell{{{Text: words}}}}); err != nil {
		t.Fatal(err)
	}
	return file{words + ".xlsx", b.Bytes()}
}

// keepAll keeps files as an upload does, but accepts any.
func keepAll(t testing.TB, o *officetest.Office, files []file) []publication.Attachment {
	t.Helper()
	var list []publication.Attachment
	for _, f := range files {
		a, err := o.KeepFile(t.Context(), f.name, bytes.NewReader(f.data), int64(len(f.data)), upload.Limits{})
		if upload.Refused(err) {
			a = publication.Attachment{Name: f.name, Type: "application/octet-stream"}
			a.SHA256, a.Size, err = o.Blobs.Put(t.Context(), bytes.NewReader(f.data))
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

// overridden lets pass, by two persons, what the gate holds of a draft: files
// nobody can open may be public all the same.
func overridden(ctx context.Context, t testing.TB, o *officetest.Office, d publication.Draft) error {
	if err := o.ScreenFiles(ctx, d.Content.Attachments, time.Minute); err != nil {
		return err
	}
	s, err := o.Screening(ctx, d)
	var marks []string
	for _, f := range s.Found {
		if f.Stops {
			marks = append(marks, f.Mark())
		}
	}
	if err != nil || len(marks) == 0 {
		return err
	}
	if _, err := o.Override(ctx, o.As(t, "clerk-fgw"), d.ID, 0, marks, "测试用的文件"); err != nil {
		return err
	}
	_, err = o.AgreeOverride(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, marks, true, "")
	return err
}

// bring brings a draft to publication.
func bring(t testing.TB, o *officetest.Office, d publication.Draft, err error) publication.Publication {
	t.Helper()
	ctx := context.Background()
	clerk := o.As(t, "clerk-fgw")
	if err == nil {
		_, err = o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive})
	}
	if err == nil {
		err = overridden(ctx, t, o, d)
	}
	if err == nil {
		_, err = o.Submit(ctx, clerk, d.ID, 0)
	}
	if err == nil {
		d, err = o.Clear(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, "")
	}
	if err == nil {
		_, err = o.Publish(ctx, o.As(t, "signer-fgw"), d.ID, d.Stamp)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o.Read(t, d.ID)
}

func publish(t testing.TB, o *officetest.Office, files ...file) publication.Publication {
	t.Helper()
	c := o.Content("关于公布附件的通知")
	c.Attachments = keepAll(t, o, files)
	d, err := o.Start(context.Background(), o.As(t, "clerk-fgw"), "FGW", c)
	return bring(t, o, d, err)
}

func words(t testing.TB, o *officetest.Office, p publication.Publication) string {
	t.Helper()
	texts, err := o.Store.FileTexts(t.Context(), []int64{p.ID})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range texts[p.ID] {
		list = append(list, f.Text)
	}
	return strings.Join(list, "|")
}

// readAll follows the journal and reads what waits.
func readAll(t testing.TB, f *Follower) int {
	t.Helper()
	if _, err := f.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		read, err := f.ReadOne(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !read {
			return n
		}
	}
}

func known(t testing.TB, o *officetest.Office, p publication.Publication) map[string]store.Reading {
	t.Helper()
	var hashes []string
	for _, a := range p.Content.Attachments {
		hashes = append(hashes, a.SHA256)
	}
	list, err := o.Store.Readings(t.Context(), hashes)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]store.Reading{}
	for _, g := range list {
		byName[g.Name] = g
	}
	return byName
}

func verified(t testing.TB, o *officetest.Office) {
	t.Helper()
	f, err := keep.Verify(t.Context(), o.Office, nil)
	if err != nil || len(f.Differences) != 0 {
		t.Errorf("verify: %+v, %v", f.Differences, err)
	}
}

// From publication to withdrawal, on both engines.
func TestWordsFollowThePublication(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		f := New(o.Office)
		defer f.reader.Rest()
		shared := docxOf(t, "两处都有的申报表")
		a := publish(t, o, pdfOf(t, "净月潭国家森林公园"), shared, xlsxOf(t, "高龄津贴"), file{"图.png", png},
			file{"坏.pdf", []byte("%PDF-1.4 nothing\n%%EOF")}, file{"改名.txt", shared.data[:len(shared.data)/2]})
		b := publish(t, o, shared)
		if got := words(t, o, a); got != "" {
			t.Errorf("words before they were read: %q", got)
		}
		if n := readAll(t, f); n != 6 {
			t.Errorf("%d files read, want 6: the shared one once", n)
		}
		if got := words(t, o, a); got != "净月潭国家森林公园|两处都有的申报表|高龄津贴" {
			t.Errorf("%q", got)
		}
		if got := words(t, o, b); got != "两处都有的申报表" {
			t.Errorf("the other: %q", got)
		}
		for name, want := range map[string]struct {
			state store.ReadingState
			note  plain.Note
		}{
			"净月潭国家森林公园.pdf": {store.ReadingDone, ""}, "图.png": {store.ReadingDone, plain.Picture},
			"坏.pdf": {store.ReadingFailed, plain.Broken}, "改名.txt": {store.ReadingFailed, plain.Broken},
		} {
			if g := known(t, o, a)[name]; g.State != want.state || g.Note != string(want.note) || g.ReadAt.IsZero() {
				t.Errorf("%s: %+v, want %v", name, g, want)
			}
		}
		ids, _, err := o.Store.ReadAfter(t.Context(), 0, 100)
		if err != nil || len(ids) != 4 {
			t.Errorf("marks: %v, %v; want three of the one and one of the other", ids, err)
		}
		verified(t, o)

		// A revision carries another file.
		clerk := o.As(t, "clerk-fgw")
		d, err := o.StartRevision(t.Context(), clerk, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		c := d.Content
		c.Attachments = keepAll(t, o, []file{docxOf(t, "更正后的申报表")})
		d, err = o.Edit(t.Context(), clerk, d.ID, 0, c, "更正申报表")
		b = bring(t, o, d, err)
		readAll(t, f)
		if got := words(t, o, b); got != "更正后的申报表" {
			t.Errorf("after the revision: %q", got)
		}
		// What is withdrawn is gone at once, and from the record a little later.
		if _, err := o.Withdraw(t.Context(), o.As(t, "signer-fgw"), a.ID, "内容有误", ""); err != nil {
			t.Fatal(err)
		}
		if got := words(t, o, a); got != "" {
			t.Errorf("withdrawn: %q", got)
		}
		verified(t, o)
		readAll(t, f)
		if got := known(t, o, a); len(got) != 0 {
			t.Errorf("still known: %v", got)
		}
		if n, err := o.Store.ReadingCount(t.Context()); err != nil || n[store.ReadingDone] != 1 || len(n) != 1 {
			t.Errorf("%v, %v; want the one file that is public", n, err)
		}
		verified(t, o)
	})
}

var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")

// lost is a blob store that has lost its bytes, or hangs.
type lost struct {
	store.Blobs
	hang func()
}

var errDisk = errors.New("disk")

func (l lost) Open(ctx context.Context, sum string) (store.Blob, error) {
	if l.hang != nil {
		l.hang()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return nil, errDisk
}

// A file that cannot be fetched is tried less and less often, then given up.
func TestLostFilesAreGivenUp(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	f := New(o.Office)
	p := publish(t, o, docxOf(t, "申报表"))
	there := o.Blobs
	o.Office.Blobs = lost{Blobs: there}
	tries := 0
	for range 1000 {
		tries += readAll(t, f)
		g := known(t, o, p)["申报表.docx"]
		if g.State == store.ReadingFailed {
			if g.Note != string(Lost) || tries != maxTries {
				t.Errorf("%+v after %d tries", g, tries)
			}
			return
		}
		if !g.NextAt.After(o.Clock.Now()) {
			t.Fatalf("tried again at once: %+v", g)
		}
		o.Clock.Add(time.Minute)
	}
	t.Errorf("still waiting after %d tries", tries)
}

// What took too long once may have met a busy machine, and is read again later,
// whole; twice is the file's own fault.
func TestSlowFilesAreTriedTwice(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	f := New(o.Office)
	p := publish(t, o, docxOf(t, "慢"), docxOf(t, "不慢"))
	f.Limits.Time = time.Nanosecond
	readAll(t, f)
	for name, g := range known(t, o, p) {
		if g.State != store.ReadingWaiting || g.Note != string(plain.Slow) || words(t, o, p) != "" {
			t.Errorf("%s after one try: %+v", name, g)
		}
	}
	o.Clock.Add(10 * time.Minute)
	f.Limits.Time = 0
	if read, err := f.ReadOne(t.Context()); !read || err != nil {
		t.Fatal(read, err)
	}
	f.Limits.Time = time.Nanosecond
	readAll(t, f)
	states := map[store.ReadingState]int{}
	for _, g := range known(t, o, p) {
		states[g.State]++
	}
	if states[store.ReadingDone] != 1 || states[store.ReadingFailed] != 1 {
		t.Errorf("after two: %v", states)
	}
}

// A node stopped in the middle leaves the file to the next; one that dies does
// when its lease ends; a file that kills whoever reads it is given up.
func TestStoppedInTheMiddle(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		p := publish(t, o, docxOf(t, "申报表"))
		f := New(o.Office)
		if _, err := f.Follow(t.Context()); err != nil {
			t.Fatal(err)
		}
		there := o.Blobs
		ctx, stop := context.WithCancel(context.Background())
		o.Office.Blobs = lost{Blobs: there, hang: stop}
		if read, err := f.ReadOne(ctx); !read || err != nil {
			t.Fatal(read, err)
		}
		o.Office.Blobs = there
		if g := known(t, o, p)["申报表.docx"]; g.State != store.ReadingWaiting || g.Attempts != 0 || !g.HeldUntil.IsZero() {
			t.Errorf("after it was stopped: %+v", g)
		}
		// Dead: claimed and never settled.
		for range maxTries {
			if _, err := o.Store.ClaimReading(t.Context(), o.Clock.Now(), time.Minute); err != nil {
				t.Fatal(err)
			}
			if read, err := f.ReadOne(t.Context()); read || err != nil {
				t.Fatalf("read by two: %v, %v", read, err)
			}
			o.Clock.Add(time.Minute)
		}
		if read, err := f.ReadOne(t.Context()); !read || err != nil {
			t.Fatal(read, err)
		}
		if g := known(t, o, p)["申报表.docx"]; g.State != store.ReadingFailed || g.Note != string(Fatal) {
			t.Errorf("after %d deaths: %+v", maxTries, g)
		}
		// A sound one beside it is read.
		q := publish(t, o, docxOf(t, "另一份"))
		if n := readAll(t, f); n != 1 || words(t, o, q) != "另一份" {
			t.Errorf("%d read: %q", n, words(t, o, q))
		}
	})
}

// Two nodes on one record, running: every file is read, and none by both.
func TestTwoNodesRun(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		other := officetest.Node(t, o.Address, o.Clock)
		other.Office.Blobs = o.Blobs
		ctx, stop := context.WithCancel(context.Background())
		var both sync.WaitGroup
		log := slog.New(slog.NewTextHandler(io.Discard, nil))
		for _, f := range []*Follower{New(o.Office), New(other.Office)} {
			both.Go(func() { f.Run(ctx, log) })
		}
		var list []publication.Publication
		for _, w := range []string{"一月", "二月", "三月", "四月", "五月", "六月"} {
			list = append(list, publish(t, o, docxOf(t, w+"通报"), xlsxOf(t, w+"清单")))
		}
		deadline := time.Now().Add(60 * time.Second)
		for {
			n, err := o.Store.ReadingCount(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if n[store.ReadingDone] == 12 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("after a minute: %v", n)
			}
			time.Sleep(20 * time.Millisecond)
		}
		stop()
		both.Wait()
		if got := words(t, o, list[3]); got != "四月通报|四月清单" {
			t.Errorf("%q", got)
		}
		for _, p := range list {
			for name, g := range known(t, o, p) {
				if g.Attempts != 1 {
					t.Errorf("%s was taken in hand %d times", name, g.Attempts)
				}
			}
		}
	})
}
