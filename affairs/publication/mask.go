package publication

import (
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Mask replaces the content by the same with findings masked in it: an edit, on
// record with the kinds of what was masked. due is as for [Edit]. Errors:
// [ErrState], [ErrFound] when nothing is named, those of the content.
func Mask(d Draft, c Content, change string, masked []Found, due calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftMask); err != nil {
		return d, journal.Entry{}, err
	}
	if len(masked) == 0 {
		return d, journal.Entry{}, ErrFound
	}
	after, e, err := Edit(d, c, change, due, by, at)
	if err != nil {
		return d, journal.Entry{}, err
	}
	e.Act, e.Note, e.Detail = journal.DraftMask, gateNote(masked, ""), gateDetail(masked)
	return after, e, nil
}

// CleanFile puts in the place of an attachment its copy without hidden content.
// The original stays kept, for those who may see drafts. found is what was in
// it. Errors: [ErrState], [ErrFound] when the draft has no such file, those of
// the content.
func CleanFile(d Draft, file string, clean Attachment, found []Found, due calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftCleanFile); err != nil {
		return d, journal.Entry{}, err
	}
	c := d.Content
	c.Attachments = slices.Clone(c.Attachments)
	i := slices.IndexFunc(c.Attachments, func(a Attachment) bool { return a.SHA256 == file })
	if i < 0 || clean.SHA256 == file {
		return d, journal.Entry{}, ErrFound
	}
	original := c.Attachments[i].Original
	if original == "" {
		original = file
	}
	c.Attachments[i].SHA256, c.Attachments[i].Size, c.Attachments[i].Original = clean.SHA256, clean.Size, original
	// An image of the text is shown by its hash.
	c.Body = strings.ReplaceAll(c.Body, "/file/"+file, "/file/"+clean.SHA256)
	after, e, err := Edit(d, c, d.Change, due, by, at)
	if err != nil {
		return d, journal.Entry{}, err
	}
	e.Act, e.Note, e.Detail = journal.DraftCleanFile, gateNote(found, c.Attachments[i].Name), gateDetail(found)
	return after, e, nil
}
