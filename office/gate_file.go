package office

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/paper/gate"
	"gongkai/paper/upload"
	"gongkai/store"
)

// gateVersion is raised when the gate learns to find more: what an older one
// looked into is looked into again.
const gateVersion = 2

const (
	// atOnceScreened is how long somebody waits for files to be looked into.
	atOnceScreened = 2 * time.Second
	// whileCleaned is how long somebody waits who asked for a clean copy.
	whileCleaned = 20 * time.Second
	// triesScreened is how often a file is begun in the background before it is
	// held for good: somebody must be able to answer for it.
	triesScreened = 3
)

// moreKind is the kind of what was found beyond what is told one by one.
const moreKind = "more"

// ErrHeldFile answers who asks for a file that is kept from download.
var ErrHeldFile = errors.New("这个附件含有不宜公开的内容，暂停下载，请与发布机关联系")

// ErrWaitingFile answers who asks for a file that is still being looked into.
var ErrWaitingFile = errors.New("附件正在检查，请稍后再下载")

// ScreenFiles sees to it that files are looked into, for at most so long; what
// is not done then waits for [Office.ScreenWaiting].
func (o *Office) ScreenFiles(ctx context.Context, files []publication.Attachment, within time.Duration) error {
	if len(files) == 0 {
		return nil
	}
	known, err := o.Store.Screened(ctx, hashesOf(files))
	if err != nil {
		return err
	}
	var wanted []publication.Attachment
	for _, a := range files {
		if s, ok := known[a.SHA256]; !ok || !s.Done || s.Version < gateVersion {
			wanted = append(wanted, a)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	if err := o.Store.WantScreened(ctx, wanted, gateVersion, o.Now()); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for _, a := range wanted {
		select {
		case o.turn <- struct{}{}:
		case <-bounded.Done():
			return ctx.Err()
		}
		// A file that could not be had waits for the next try in the background,
		// which tells of it.
		_, err := o.screenOne(bounded, a.SHA256)
		<-o.turn
		if bounded.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) { // another node has it
			return err
		}
	}
	return nil
}

// ScreenWaiting looks into the waiting file wanted last, and says whether there
// was one.
func (o *Office) ScreenWaiting(ctx context.Context) (bool, error) {
	select {
	case o.turn <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	fault, err := o.screenOne(ctx, "")
	<-o.turn
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, f := range o.screenings {
		f()
	}
	return true, errors.Join(fault, o.standWaiting(ctx))
}

// OnScreened asks to be told when a file was looked into in the background. It
// is called before the office is put to work.
func (o *Office) OnScreened(f func()) { o.screenings = append(o.screenings, f) }

// standWaiting looks again at the drafts that waited for a file.
func (o *Office) standWaiting(ctx context.Context) error {
	ids, err := o.Store.DraftsScreening(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		d, err := o.Store.Draft(ctx, id)
		if err != nil {
			return err
		}
		if err := o.stand(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// screenOne takes a waiting file in hand, looks into it, and makes the copy
// that is served. When ctx ends first, or there is a fault in having the file,
// it waits on. Errors are of the record: [store.ErrNotFound] when nothing waits
// that nobody has in hand.
func (o *Office) screenOne(ctx context.Context, hash string) (fault, err error) {
	f, err := o.Store.ClaimScreened(ctx, hash, o.Now(), gate.Usual.Time+time.Minute)
	if err != nil {
		return nil, err
	}
	f.Version, f.Found, f.Served, f.ServedSize = gateVersion, nil, "", 0
	fault = o.lookInto(ctx, &f)
	switch {
	case fault == nil:
		f.Done = true
	case ctx.Err() != nil:
		f.Attempts-- // it was not the file's fault
		fault = nil
	case f.Attempts >= triesScreened:
		f.Found = []publication.Found{heldFound(f, fmt.Sprintf("附件“%s”：%v", f.Name, gate.ErrUnread))}
		f.Done = true
	}
	f.ScreenedAt = o.Now()
	// The outcome is written even when nobody waits for it any more.
	if err = o.Store.SettleScreened(context.WithoutCancel(ctx), f); errors.Is(err, store.ErrChanged) {
		err = nil // somebody else has it by now
	}
	return fault, err
}

func heldFound(f store.Screened, words string) publication.Found {
	return publication.Found{Kind: publication.HeldKind, Name: "无法检查的文件", Stops: true, Key: publication.HeldKind, Words: words,
		Part: "file", File: f.SHA256}
}

// lookInto fills in what the gate finds in a file, and its served copy.
func (o *Office) lookInto(ctx context.Context, f *store.Screened) error {
	sc, err := o.Scanner(ctx)
	if err != nil {
		return err
	}
	a := publication.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256}
	err = o.openFile(ctx, a, func(file gate.File) error {
		report, err := sc.Inspect(ctx, file, gate.Limits{})
		if err != nil {
			return err
		}
		if report.Held != "" {
			f.Found = append(f.Found, heldFound(*f, report.Held))
		}
		for _, found := range report.Findings {
			if found.Place.Part == "name" && found.Place.File == f.Name {
				continue // an attachment's own name is looked at with the draft's words
			}
			kept := foundOf(found, f.SHA256)
			kept.Part = "file"
			f.Found = append(f.Found, kept)
		}
		if report.More > 0 {
			f.Found = append(f.Found, publication.Found{Kind: moreKind, Name: "更多问题", Class: publication.ClassPersonal, Stops: true, Key: moreKind,
				Words: fmt.Sprintf("附件“%s”里还有 %d 处问题没有列出", f.Name, report.More), Part: "file", File: f.SHA256})
		}
		return nil
	})
	if err != nil {
		return err
	}
	clean, err := o.cleaned(ctx, a, gate.Remedy{}, gate.Usual.Time)
	switch {
	case err == nil:
		f.Served, f.ServedSize = clean.SHA256, clean.Size
	case !notCleaned(err):
		return err
	default:
		held := false
		for _, found := range f.Found {
			held = held || found.Kind == publication.HeldKind
		}
		if !held {
			f.Found = append(f.Found, heldFound(*f, fmt.Sprintf("附件“%s”：%v", f.Name, err)))
		}
	}
	return nil
}

// notCleaned says that the error is a verdict on the file.
func notCleaned(err error) bool {
	for _, verdict := range []error{gate.ErrNotCleaned, gate.ErrLegacy, gate.ErrTooLong, gate.ErrTooSlow, gate.ErrUnread, gate.ErrEncrypted} {
		if errors.Is(err, verdict) {
			return true
		}
	}
	return upload.Refused(err)
}

// openFile hands a kept file to f, near enough to be read at any place.
func (o *Office) openFile(ctx context.Context, a publication.Attachment, f func(gate.File) error) error {
	blob, err := o.Blobs.Open(ctx, a.SHA256)
	if err != nil {
		return fmt.Errorf("file %s: %v", a.SHA256, err)
	}
	defer blob.Close()
	size, err := blob.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("file %s: %w", a.SHA256, err)
	}
	at, ok := blob.(io.ReaderAt)
	if _, local := blob.(*os.File); !ok || !local {
		near, err := os.CreateTemp("", "gate-")
		if err != nil {
			return err
		}
		defer os.Remove(near.Name())
		defer near.Close()
		if _, err = blob.Seek(0, io.SeekStart); err == nil {
			_, err = io.CopyN(near, blob, size)
		}
		if err != nil {
			return fmt.Errorf("file %s: %w", a.SHA256, err)
		}
		at = near
	}
	return f(gate.File{Name: a.Name, R: at, Size: size})
}

// cleaned makes and keeps the copy of a file without what the remedy names.
// Errors: the verdicts of [gate.Clean].
func (o *Office) cleaned(ctx context.Context, a publication.Attachment, remedy gate.Remedy, within time.Duration) (publication.Attachment, error) {
	clean := a
	err := o.openFile(ctx, a, func(file gate.File) error {
		made, err := os.CreateTemp("", "clean-")
		if err != nil {
			return err
		}
		defer os.Remove(made.Name())
		defer made.Close()
		if err := gate.Clean(ctx, file, made, remedy, gate.Limits{Time: within}); err != nil {
			return err
		}
		if _, err := made.Seek(0, io.SeekStart); err != nil {
			return err
		}
		clean.SHA256, clean.Size, err = o.Blobs.Put(ctx, made)
		return err
	})
	if err == nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return clean, err
}

// Served is what readers get of an attachment.
type Served struct {
	// SHA256 and Size are of the copy that is served; of the original while
	// Err is not nil.
	SHA256 string
	Size   int64
	// Err is [ErrHeldFile] or [ErrWaitingFile] when nothing is served.
	Err error
}

// Carried is files that an agency made public.
type Carried struct {
	Agency agency.Code
	Files  []publication.Attachment
}

// Served is what readers get of what an agency publishes: the copies without
// the traces of who made them. What was public before the gate is looked into
// now, while the reader waits some moments; what must not go out is held,
// unless it passed the gate since. Errors are faults.
func (o *Office) Served(ctx context.Context, in agency.Code, files []publication.Attachment) ([]Served, error) {
	if len(files) == 0 {
		return nil, nil
	}
	if err := o.ScreenFiles(ctx, files, atOnceScreened); err != nil {
		return nil, err
	}
	list, err := o.ServedNow(ctx, []Carried{{in, files}})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// ServedNow is [Office.Served] of many things at once, for lists: nobody waits
// for what was not looked into yet.
func (o *Office) ServedNow(ctx context.Context, things []Carried) ([][]Served, error) {
	var hashes []string
	for _, t := range things {
		hashes = append(hashes, hashesOf(t.Files)...)
	}
	known, err := o.Store.Screened(ctx, hashes)
	if err != nil {
		return nil, err
	}
	allowed := map[agency.Code]map[string]bool{}
	all := make([][]Served, len(things))
	for i, t := range things {
		for _, a := range t.Files {
			f, ok := known[a.SHA256]
			if ok && f.PassedAt.IsZero() && stops(f.Found) && allowed[t.Agency] == nil {
				if allowed[t.Agency], err = o.AllowedKeys(ctx, t.Agency); err != nil {
					return nil, err
				}
			}
			all[i] = append(all[i], served(a, f, ok, allowed[t.Agency]))
		}
	}
	return all, nil
}

// ServedFile is [Office.Served] of a file by itself, as those need it who do not
// ask which agency published it: what only an allowed list lets out is held.
func (o *Office) ServedFile(ctx context.Context, a publication.Attachment) (Served, error) {
	if err := o.ScreenFiles(ctx, []publication.Attachment{a}, gate.Usual.Time); err != nil {
		return Served{}, err
	}
	known, err := o.Store.Screened(ctx, []string{a.SHA256})
	if err != nil {
		return Served{}, err
	}
	f, ok := known[a.SHA256]
	return served(a, f, ok, nil), nil
}

// served is what readers get of one file.
func served(a publication.Attachment, f store.Screened, known bool, allowed map[string]bool) Served {
	s := Served{SHA256: a.SHA256, Size: a.Size}
	switch {
	case !known || !f.Done && f.PassedAt.IsZero():
		s.Err = ErrWaitingFile
		return s
	case f.PassedAt.IsZero():
		for _, found := range f.Found {
			if found.Stops && !allowed[found.Key] {
				s.Err = ErrHeldFile
				return s
			}
		}
	}
	// Two people answered for what has no clean copy.
	if f.Served != "" {
		s.SHA256, s.Size = f.Served, f.ServedSize
	}
	return s
}

func stops(list []publication.Found) bool {
	for _, f := range list {
		if f.Stops {
			return true
		}
	}
	return false
}

// ScreenPublic notes the files that were public before the gate looked at them,
// so that they wait for it: once, through all that is public.
func (o *Office) ScreenPublic(ctx context.Context) error {
	for after := int64(0); ctx.Err() == nil; {
		files, next, err := o.Store.UnscreenedPublic(ctx, gateVersion, after, 500)
		if err != nil || next == 0 {
			return err
		}
		if err := o.Store.WantScreened(ctx, files, gateVersion, o.Now().Add(-24*time.Hour)); err != nil {
			return err
		}
		after = next
	}
	return ctx.Err()
}

// RunGate looks into the files that wait, until ctx ends: first those somebody
// waits for. Errors are logged and tried again.
func (o *Office) RunGate(ctx context.Context, log *slog.Logger) {
	if err := o.ScreenPublic(ctx); err != nil && ctx.Err() == nil {
		log.Error("files to be looked into", "err", err)
	}
	for ctx.Err() == nil {
		began := o.Now()
		more, err := o.ScreenWaiting(ctx)
		if err != nil && ctx.Err() == nil {
			log.Error("looking into files", "err", err)
		}
		wait := time.Second
		if more {
			// Half of the time is the public's.
			wait = min(o.Now().Sub(began), 10*time.Second)
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}
