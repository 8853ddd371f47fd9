package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"gongkai/store"
)

// Every place for files sits the same exam.
func TestBlobs(t *testing.T) {
	places := map[string]func(t *testing.T) store.Blobs{
		"folder": func(t *testing.T) store.Blobs {
			f, err := store.OpenFolder(filepath.Join(t.TempDir(), "files"))
			if err != nil {
				t.Fatal(err)
			}
			return f
		},
		"s3": func(t *testing.T) store.Blobs {
			backend := s3mem.New()
			if err := backend.CreateBucket("city"); err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(gofakes3.New(backend).Server())
			t.Cleanup(server.Close)
			t.Setenv("AWS_ACCESS_KEY_ID", "key")
			t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
			u, err := url.Parse(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			b, err := store.OpenBucket(t.Context(), "s3://city?region=us-east-1&insecure=1&endpoint="+u.Host)
			if err != nil {
				t.Fatal(err)
			}
			return b
		},
	}
	for name, open := range places {
		t.Run(name, func(t *testing.T) {
			ctx, blobs := t.Context(), open(t)
			big := strings.Repeat("政府信息公开", 200_000)
			sums := map[string]string{}
			for _, text := range []string{"一", "二", big, "一"} {
				sum, size, err := blobs.Put(ctx, strings.NewReader(text))
				if err != nil || size != int64(len(text)) || len(sum) != 64 {
					t.Fatalf("put %d bytes: %q, %d, %v", len(text), sum, size, err)
				}
				sums[sum] = text
			}
			if len(sums) != 3 {
				t.Errorf("%d names for three contents", len(sums))
			}
			for sum, text := range sums {
				b, err := blobs.Open(ctx, sum)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(b)
				if err != nil || string(got) != text {
					t.Errorf("%s: %d bytes, %v; want %d", sum[:8], len(got), err, len(text))
				}
				// From any place, as a range of a download wants it.
				if len(text) > 100 {
					if _, err := b.Seek(90, io.SeekStart); err != nil {
						t.Fatal(err)
					}
					part := make([]byte, 9)
					if _, err := io.ReadFull(b, part); err != nil || string(part) != text[90:99] {
						t.Errorf("range: %q, %v", part, err)
					}
				}
				b.Close()
			}
			walked := 0
			if err := blobs.Walk(ctx, func(sum string) error {
				if _, ok := sums[sum]; !ok {
					t.Errorf("walked to %s, which nobody put", sum)
				}
				walked++
				return nil
			}); err != nil || walked != 3 {
				t.Errorf("walked %d, %v", walked, err)
			}
			for _, sum := range []string{strings.Repeat("0", 64), "../../etc/passwd", "", strings.Repeat("G", 64)} {
				if _, err := blobs.Open(ctx, sum); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("open %q: %v, want ErrNotFound", sum, err)
				}
			}
			old(t, blobs, sums)
			broken := io.MultiReader(bytes.NewReader([]byte("half")), failing{})
			if _, _, err := blobs.Put(ctx, broken); !errors.Is(err, errBroken) {
				t.Errorf("an upload that broke off: %v", err)
			}
		})
	}
	if _, err := store.OpenBucket(context.Background(), "https://example.org"); err == nil {
		t.Error("an address that is not s3:// was opened")
	}
}

// old removes what has grown old, and leaves what was put or renewed since.
func old(t *testing.T, blobs store.Blobs, sums map[string]string) {
	t.Helper()
	ctx := t.Context()
	var again, renewed, gone string
	for sum, text := range sums {
		switch text {
		case "一":
			again = sum
		case "二":
			renewed = sum
		default:
			gone = sum
		}
	}
	put, err := blobs.PutAt(ctx, again)
	if err != nil {
		t.Fatal(err)
	}
	if removed, err := blobs.Remove(ctx, again, put); err != nil || removed {
		t.Errorf("one not older than that: removed %v, %v", removed, err)
	}
	time.Sleep(1100 * time.Millisecond) // object stores tell seconds
	if _, _, err := blobs.Put(ctx, strings.NewReader("一")); err != nil {
		t.Fatal(err)
	}
	if err := blobs.Renew(ctx, renewed); err != nil {
		t.Fatal(err)
	}
	between := put.Add(time.Second)
	for sum, want := range map[string]bool{again: false, renewed: false, gone: true} {
		if removed, err := blobs.Remove(ctx, sum, between); err != nil || removed != want {
			t.Errorf("%q: removed %v, %v", sums[sum][:3], removed, err)
		}
		_, err := blobs.Open(ctx, sum)
		if want != errors.Is(err, store.ErrNotFound) {
			t.Errorf("%q: then %v", sums[sum][:3], err)
		}
	}
	_, at := blobs.PutAt(ctx, gone)
	_, removed := blobs.Remove(ctx, gone, between)
	for what, err := range map[string]error{"renew": blobs.Renew(ctx, gone), "at": at, "remove": removed, "name": blobs.Renew(ctx, "../x")} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s of what is gone: %v", what, err)
		}
	}
	for _, c := range []struct{ record, others string }{{"a", ""}, {"a", ""}, {"b", "a"}, {"a", "b"}} {
		if others, err := blobs.Claim(ctx, c.record); err != nil || strings.Join(others, " ") != c.others {
			t.Errorf("%s claims: others %v, %v; want %s", c.record, others, err, c.others)
		}
	}
}

// A process killed in the middle leaves half an upload, and perhaps a blob that
// was taken aside.
func TestFolderIsTidied(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	f, err := store.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	sum, _, err := f.Put(ctx, strings.NewReader("一"))
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "new", "blob-1")
	if err := errors.Join(os.Rename(filepath.Join(dir, sum[:2], sum), filepath.Join(dir, "new", "gone-"+sum)), os.WriteFile(half, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	at, err := os.Stat(half)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		before time.Time
		tidied bool
	}{{at.ModTime().Add(-time.Hour), false}, {at.ModTime().Add(time.Hour), true}} {
		if err := f.Tidy(ctx, c.before); err != nil {
			t.Fatal(err)
		}
		_, left := os.Stat(half)
		_, open := f.Open(ctx, sum)
		if (left != nil) != c.tidied || (open == nil) != c.tidied {
			t.Errorf("before %v: half an upload %v, the blob %v", c.before, left, open)
		}
	}
}

var errBroken = errors.New("line broke")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }

// A folder that is gone says so.
func TestFolderThatIsGone(t *testing.T) {
	dir := t.TempDir()
	f, err := store.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "new")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Put(t.Context(), strings.NewReader("一")); err == nil {
		t.Error("a folder that is gone took a file")
	}
}
