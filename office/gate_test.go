package office_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/store/storetest"
)

// photo is a JPEG with a comment of the camera's owner in it.
func photo(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	whole := b.String()
	note := "author: Zhang San"
	return whole[:2] + "\xff\xfe\x00" + string(rune(len(note)+2)) + note + whole[2:]
}

func keep(t *testing.T, o *officetest.Office, name, content string) publication.Attachment {
	t.Helper()
	a, err := o.KeepFile(t.Context(), name, strings.NewReader(content), int64(len(content)), upload.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func bytesOf(t *testing.T, o *officetest.Office, hash string) string {
	t.Helper()
	f, err := o.Blobs.Open(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// drafted is a proactive draft of the content.
func drafted(t *testing.T, o *officetest.Office, c publication.Content) publication.Draft {
	t.Helper()
	clerk := o.As(t, "clerk-fgw")
	d, err := o.Start(t.Context(), clerk, "FGW", c)
	if err == nil {
		d, err = o.Determine(t.Context(), clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive})
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Readers get the copy without traces, and its size; the original stays.
func TestReadersGetTheCleanCopy(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		a := keep(t, o, "现场.jpg", photo(t))
		c := o.Content("现场照片")
		c.Attachments = []publication.Attachment{a}
		d := drafted(t, o, c)
		if _, err := o.Submit(ctx, o.As(t, "clerk-fgw"), d.ID, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Clear(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Publish(ctx, o.As(t, "signer-fgw"), d.ID, 0); err != nil {
			t.Fatal(err)
		}
		served, err := o.Served(ctx, "FGW", []publication.Attachment{a})
		if err != nil || len(served) != 1 || served[0].Err != nil || served[0].SHA256 == a.SHA256 {
			t.Fatalf("%+v, %v", served, err)
		}
		copied := bytesOf(t, o, served[0].SHA256)
		if strings.Contains(copied, "Zhang San") || int64(len(copied)) != served[0].Size {
			t.Errorf("the copy has %d bytes, told %d: %q", len(copied), served[0].Size, copied[:40])
		}
		if !strings.Contains(bytesOf(t, o, a.SHA256), "Zhang San") {
			t.Error("the original is gone")
		}
	})
}

// What was public before the gate is held when it must be, until somebody
// answers for it.
func TestWhatWasPublicBeforeIsHeld(t *testing.T) {
	o := officetest.New(t, storetest.SQLite(t))
	ctx := t.Context()
	bad, good := keep(t, o, "名单.csv", "姓名,手机\n张三,13812345678\n"), keep(t, o, "清单.csv", "事项,时限\n变更,五日\n")
	files := []publication.Attachment{bad, good}
	now, err := o.ServedNow(ctx, []office.Carried{{Agency: "FGW", Files: files}})
	if err != nil || !errors.Is(now[0][0].Err, office.ErrWaitingFile) {
		t.Errorf("before it was looked into: %+v, %v", now, err)
	}
	served, err := o.Served(ctx, "FGW", files)
	if err != nil || !errors.Is(served[0].Err, office.ErrHeldFile) || served[1].Err != nil {
		t.Fatalf("%+v, %v", served, err)
	}

	c := o.Content("名单")
	c.Attachments = files
	d := drafted(t, o, c)
	clerk, secrecy := o.As(t, "clerk-fgw"), o.As(t, "secrecy-fgw")
	var refused *publication.GateError
	if _, err := o.Submit(ctx, clerk, d.ID, 0); !errors.As(err, &refused) || !strings.Contains(refused.Error(), "名单.csv") {
		t.Fatalf("submitted: %v", err)
	}
	marks := []string{refused.First.Mark()}
	if _, err := o.AgreeOverride(ctx, secrecy, d.ID, 0, marks, true, ""); !errors.Is(err, publication.ErrFound) {
		t.Errorf("agreed to what nobody asked: %v", err)
	}
	for _, step := range []func() error{
		func() error { _, err := o.Override(ctx, clerk, d.ID, 0, marks, "公开的值班手机"); return err },
		func() error { _, err := o.AgreeOverride(ctx, secrecy, d.ID, 0, marks, true, ""); return err },
		func() error { _, err := o.Submit(ctx, clerk, d.ID, 0); return err },
		func() error { _, err := o.Clear(ctx, secrecy, d.ID, 0, ""); return err },
		func() error { _, err := o.Publish(ctx, o.As(t, "signer-fgw"), d.ID, 0); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if served, err = o.Served(ctx, "FGW", files); err != nil || served[0].Err != nil {
		t.Errorf("after two let it stand: %+v, %v", served, err)
	}
	for _, e := range mustJournal(t, o, d.Thing()) {
		if strings.Contains(e, "13812345678") {
			t.Errorf("the journal tells the number: %s", e)
		}
	}
}

func mustJournal(t *testing.T, o *officetest.Office, thing string) []string {
	t.Helper()
	list, err := o.Store.JournalOf(t.Context(), thing)
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range list {
		lines = append(lines, e.Note+e.Detail)
	}
	return lines
}

// A gate that learned more stops what was scheduled, and somebody sees it.
func TestTheClockPassesTheGateToo(t *testing.T) {
	o := officetest.New(t, storetest.SQLite(t))
	ctx := t.Context()
	head := o.As(t, "head-fgw")
	c := o.Content("值班电话13812345678")
	d := drafted(t, o, c)
	s, err := o.Screening(ctx, d)
	if err != nil || len(s.Found) != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
	a, err := o.Allow(ctx, head, d.ID, s.Found[0].Mark(), "公开的值班手机")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() error{
		func() error { _, err := o.Submit(ctx, o.As(t, "clerk-fgw"), d.ID, 0); return err },
		func() error { _, err := o.Clear(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, ""); return err },
		func() error {
			_, err := o.Schedule(ctx, o.As(t, "signer-fgw"), d.ID, 0, o.Clock.Now().Add(time.Hour))
			return err
		},
		func() error { _, err := o.AllowEnd(ctx, head, "FGW", a.Key, "号码已停用"); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	o.Clock.Add(2 * time.Hour)
	if n, err := o.Release(context.Background()); n != 0 || err != nil {
		t.Errorf("released %d, %v", n, err)
	}
	now, err := o.Store.Draft(ctx, d.ID)
	if err != nil || now.State != publication.Signing {
		t.Errorf("it is %s, %v; want it to wait for a signature", now.State, err)
	}
	standing, err := o.Store.Standings(ctx, "FGW")
	if want := (store.Standing{Draft: d.ID, Agency: "FGW", Stopping: 1}); err != nil || standing[d.ID] != want {
		t.Errorf("it stands %+v, %v", standing, err)
	}
	if _, err := o.Publish(ctx, o.As(t, "signer-fgw"), d.ID, 0); !errors.Is(err, publication.ErrGate) {
		t.Errorf("published: %v", err)
	}
}
