package office_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/gazette"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/paper/block"
	"gongkai/paper/pdf"
	"gongkai/paper/upload"
	"gongkai/store"
)

// leaflet publishes an issue of so many pages, on the channels.
func leaflet(t *testing.T, o *officetest.Office, title string, pages int, channels publication.Channel) publication.Publication {
	t.Helper()
	ctx := t.Context()
	var blocks []block.Block
	for n := range pages {
		if n > 0 {
			blocks = append(blocks, block.PageBreak{})
		}
		blocks = append(blocks, block.Paragraph{Text: fmt.Sprintf("第%d页", n)})
	}
	data, err := pdf.Bytes(block.Document{Title: title, On: calendar.MustDay("2016-02-20"), Blocks: blocks})
	if err != nil {
		t.Fatal(err)
	}
	file, err := o.KeepFile(ctx, title+".pdf", bytes.NewReader(data), int64(len(data)), upload.Limits{})
	if err == nil {
		err = o.ScreenFiles(ctx, []publication.Attachment{file}, time.Minute)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := o.Content(title)
	c.Body, c.Attachments, c.Channels = "", []publication.Attachment{file}, channels
	d, err := o.Start(ctx, o.As(t, "clerk-fgw"), "FGW", c)
	if err == nil {
		_, err = o.Determine(ctx, o.As(t, "clerk-fgw"), d.ID, 0, publication.Determination{Attribute: publication.Proactive})
	}
	if err == nil {
		_, err = o.Submit(ctx, o.As(t, "clerk-fgw"), d.ID, 0)
	}
	if err == nil {
		_, err = o.Clear(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, "")
	}
	var p publication.Publication
	if err == nil {
		p, err = o.Publish(ctx, o.As(t, "signer-fgw"), d.ID, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// An issue is read in a publication that everybody can read, that went out as
// the gazette and is long enough; what stands in it is withdrawn with it, and
// nothing of it is counted twice.
func TestAnIssueAndItsPublication(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		add := func() (gazette.Issue, error) {
			return o.AddIssue(ctx, o.As(t, "clerk-fgw"), 2016, 2, gazette.Print{Through: 3, DatedOn: calendar.NoDay})
		}
		if _, err := add(); !errors.Is(err, office.ErrNoEditor) {
			t.Errorf("while nobody edits it: %v", err)
		}
		set := func(code string) {
			t.Helper()
			if err := o.Set(ctx, account.Console, "gazette_agency", code); err != nil {
				t.Fatal(err)
			}
		}
		set("NONE")
		if _, err := add(); !errors.Is(err, office.ErrNoEditor) {
			t.Errorf("an agency there is none of: %v", err)
		}
		set("FGW")
		if _, err := o.AddIssue(ctx, o.As(t, "clerk-jyj"), 2016, 2, gazette.Print{Through: 3, DatedOn: calendar.NoDay}); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("another agency's clerk: %v", err)
		}
		if _, err := add(); err != nil {
			t.Fatal(err)
		}
		if _, err := add(); !errors.Is(err, gazette.ErrTaken) {
			t.Errorf("twice: %v", err)
		}
		both := publication.Website | publication.Gazette
		good, website := leaflet(t, o, "政报二三", 5, both), leaflet(t, o, "不是政报", 5, publication.Website)
		gone := leaflet(t, o, "撤下的政报", 5, both)
		if _, err := o.Withdraw(ctx, o.As(t, "signer-fgw"), gone.ID, "有误", ""); err != nil {
			t.Fatal(err)
		}
		signer := o.As(t, "signer-fgw")
		const contents = "关于甲的通知 | 某发〔2016〕1号 | 1-2\n大事记 | 3"
		for _, c := range []struct {
			name, index string
			before      int
			contents    string
			err         error
		}{
			{"no publication", "FGW/2017-009999", 0, contents, gazette.ErrCarrier},
			{"no index number", "政报", 0, contents, gazette.ErrCarrier},
			{"not out as the gazette", website.Index, 0, contents, gazette.ErrCarrier},
			{"withdrawn", gone.Index, 0, contents, gazette.ErrCarrier},
			{"shorter than its contents", good.Index, 3, contents, gazette.ErrBeyond},
			{"prints nothing public", good.Index, 2, "甲 || 1 | FGW/2017-009999", gazette.ErrIndex},
			{"a telephone in the contents", good.Index, 2, "甲，联系人手机13843012345 | 1", publication.ErrGate},
		} {
			if _, err := o.PublishIssue(ctx, signer, 2016, 2, 0, c.index, c.before, c.contents); !errors.Is(err, c.err) {
				t.Errorf("%s: %v, want %v", c.name, err, c.err)
			}
		}
		if _, err := o.PublishIssue(ctx, o.As(t, "clerk-fgw"), 2016, 2, 0, good.Index, 2, contents); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("a clerk: %v", err)
		}
		i, err := o.PublishIssue(ctx, signer, 2016, 2, 0, good.Index, 2, contents)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.CorrectIssue(ctx, signer, 2016, 2, i.Stamp-1, office.IssueCorrection{Print: i.Print, Index: good.Index, Before: 1, Contents: contents}, "核对"); !errors.Is(err, store.ErrChanged) {
			t.Errorf("an old stamp: %v", err)
		}
		if _, err := o.CorrectIssue(ctx, signer, 2016, 2, i.Stamp, office.IssueCorrection{Print: i.Print, Index: good.Index, Before: 1, Contents: contents}, "核对"); err != nil {
			t.Error(err)
		}
		if _, err := o.CorrectIssue(ctx, signer, 2016, 9, 0, office.IssueCorrection{Print: gazette.Print{Through: 9, DatedOn: calendar.NoDay}}, "核对"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an issue there is none of: %v", err)
		}
		head := o.As(t, "head-fgw")
		if _, err := o.MissIssue(ctx, head, 2016, 1, 1, 0, "遗失，请致电13843012345查询"); !errors.Is(err, publication.ErrGate) {
			t.Errorf("a telephone in a reason: %v", err)
		}
		if _, err := o.MissIssue(ctx, head, 2016, 1, 1, 0, "当月没有出版"); err != nil {
			t.Error(err)
		}
		data, err := o.GazetteData(ctx, 0)
		if err != nil || len(data) != 1 || data[0].Here != 2 || data[0].Absent != 1 || data[0].List[1].Publication != good.Index || len(data[0].List[1].Articles) != 2 {
			t.Errorf("%+v %v", data, err)
		}
		differences(t, o)
		if _, err := o.Withdraw(ctx, signer, good.ID, "有误", ""); err != nil {
			t.Fatal(err)
		}
		if data, err := o.GazetteData(ctx, 2016); err != nil || data[0].Here != 0 || data[0].Wanted != 2 || data[0].List[1].Articles != nil {
			t.Errorf("withdrawn: %+v %v", data, err)
		}
		differences(t, o)
	})
}
