package office_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/store/storetest"
)

// plainBlobs is a store of blobs that can only be sought in.
type plainBlobs struct{ store.Blobs }

func (p plainBlobs) Open(ctx context.Context, sum string) (store.Blob, error) {
	b, err := p.Blobs.Open(ctx, sum)
	if err != nil {
		return nil, err
	}
	return struct{ store.Blob }{b}, nil
}

// A file that was kept comes back by its token, whatever the blobs lie in; a
// token cannot make of it what it is not.
func TestCarriedFile(t *testing.T) {
	o := officetest.New(t, storetest.SQLite(t)).Office
	for name, blobs := range map[string]store.Blobs{"at any place": o.Blobs, "sought": plainBlobs{o.Blobs}} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			o.Blobs = blobs
			text := strings.Repeat("听证会笔录\n", 1000)
			kept, err := o.KeepFile(ctx, `C:\笔录.txt`, strings.NewReader(text), int64(len(text)), upload.Limits{})
			want := publication.Attachment{Name: "笔录.txt", Type: "text/plain; charset=utf-8", Size: int64(len(text)), SHA256: kept.SHA256}
			if err != nil || kept != want {
				t.Fatalf("kept %+v, %v; want %+v", kept, err, want)
			}
			b, err := o.Blobs.Open(ctx, kept.SHA256)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if got, err := io.ReadAll(b); err != nil || string(got) != text {
				t.Errorf("the blob has %d bytes, %v; want %d", len(got), err, len(text))
			}
			by := func(form office.Form, name string) string {
				token, err := o.FileToken(ctx, form, publication.Attachment{SHA256: kept.SHA256, Name: name})
				if err != nil {
					t.Fatal(err)
				}
				return token
			}
			as := func(name string) string { return by(office.DeskForm, name) }
			unsigned := kept.SHA256 + "." + base64.RawURLEncoding.EncodeToString([]byte(kept.Name))
			for _, c := range []struct {
				name, token string
				limits      upload.Limits
				want        error
			}{
				{"as it is", as(kept.Name), upload.Limits{}, nil},
				{"as a PDF", as("笔录.pdf"), upload.Limits{}, store.ErrNotFound},
				{"too large here", as(kept.Name), upload.Limits{Bytes: 100}, store.ErrNotFound},
				{"nobody's", strings.Repeat("0", 64) + ".YQ", upload.Limits{}, store.ErrNotFound},
				{"elsewhere", "../../etc/passwd.YQ", upload.Limits{}, store.ErrNotFound},
				{"a hash read somewhere", unsigned, upload.Limits{}, store.ErrNotFound},
				{"signed by somebody", unsigned + "." + strings.Repeat("a", 26), upload.Limits{}, store.ErrNotFound},
				{"of the public's form", by(office.PublicForm, kept.Name), upload.Limits{}, store.ErrNotFound},
				{"no token", "?", upload.Limits{}, store.ErrNotFound},
				{"no name", kept.SHA256 + ".?", upload.Limits{}, store.ErrNotFound},
			} {
				got, err := o.CarriedFile(ctx, office.DeskForm, c.token, c.limits)
				if !errors.Is(err, c.want) || err == nil && got != kept {
					t.Errorf("%s: %+v, %v; want %v", c.name, got, err, c.want)
				}
			}
			if _, err := o.KeepFile(ctx, "笔录.pdf", strings.NewReader(text), int64(len(text)), upload.Limits{}); !upload.Refused(err) {
				t.Errorf("kept text as a PDF: %v", err)
			}
		})
	}
}
