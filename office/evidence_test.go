package office_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office/officetest"
)

// Of what lies in a case, the pack calls provided what the signed answer handed
// over, and nothing else that could have been goes out with it.
func TestEvidenceOfWhatWasProvided(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		r, _, err := o.File(ctx, o.As(t, "clerk-fgw"), filing("王"))
		if err != nil {
			t.Fatal(err)
		}
		kept := map[string]string{}
		for _, name := range []string{"甲.txt", "乙.txt", "丙.txt", "告知书.pdf"} {
			if kept[name], _, err = o.Blobs.Put(ctx, strings.NewReader(name+"里的内容")); err != nil {
				t.Fatal(err)
			}
		}
		edition, _ := regulation.ByCode(r.Edition)
		code := ""
		for _, out := range edition.Outcomes {
			if out.Gives && !out.NeedsGround {
				code = out.Code
				break
			}
		}
		pack := func() (files map[string]string, index string) {
			t.Helper()
			var packed bytes.Buffer
			if err := o.Evidence(ctx, r.Thing(), &packed); err != nil {
				t.Fatal(err)
			}
			z, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
			if err != nil {
				t.Fatal(err)
			}
			files = map[string]string{}
			for _, f := range z.File {
				in, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(in)
				if err != nil {
					t.Fatal(err)
				}
				if f.Name == "证据目录.pdf" {
					index, _ = printed(t, string(b))
				} else if _, name, ok := strings.Cut(f.Name, "-"); ok {
					files[name] = string(b)
				}
			}
			return files, index
		}
		file := func(name, of string) request.File {
			return request.File{Name: name, Type: "text/plain", Size: 1, Hash: kept[name], Of: of}
		}
		for _, step := range []struct {
			who account.Login
			do  func(request.Request, request.Hand) (request.Request, journal.Entry, error)
		}{
			{"clerk-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				r = request.Attach(r, file("甲.txt", "material"), file("乙.txt", "material"), file("丙.txt", "replaced"))
				return request.Draft(r, []request.Part{{Outcome: code}}, "# 告知书\n予以公开。", []string{kept["乙.txt"]}, h)
			}},
			{"clerk-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Propose(r, h)
			}},
			{"reviewer-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Review(r, "同意", h)
			}},
			{"signer-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				// Until it is signed, nothing is provided.
				if files, index := pack(); files["乙.txt"] != "" || strings.Contains(index, "所提供的信") {
					t.Errorf("before the signature: %v\n%s", files, index)
				}
				return request.Sign(r, request.Letter{Title: "告知书", Number: "发改公开告〔2017〕1号", Text: "予以公开", PDF: kept["告知书.pdf"], DOCX: kept["告知书.pdf"]}, h)
			}},
			{"clerk-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Deliver(r, request.Delivery{Route: "post", On: calendar.On(h.At), Proof: "EMS123"}, h)
			}},
		} {
			if r, err = o.OnRequest(ctx, o.As(t, step.who), r.ID, 0, step.do); err != nil {
				t.Fatalf("%s: %v", step.who, err)
			}
		}
		files, index := pack()
		if files["乙.txt"] == "" || files["甲.txt"] != "" || files["丙.txt"] != "" {
			t.Errorf("in the pack: %v", files)
		}
		// The cells of a table are broken: 所提供的信｜息.
		if index != "" && (!strings.Contains(index, "所提供的信4乙.txt") || strings.Count(index, "所提供的信") != 1 || !strings.Contains(index, "甲.txt")) {
			t.Errorf("the index says\n%s", index)
		}
	})
}
