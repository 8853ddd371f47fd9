package keep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sort"

	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/store"
)

// Finding is what [Verify] found.
type Finding struct {
	Journal      int64              `json:"journal"`      // entries
	Publications int64              `json:"publications"` // withdrawn ones included
	Files        int                `json:"files"`        // blobs that something names
	Bytes        int64              `json:"bytes"`        // read of them
	Unnamed      int                `json:"unnamed"`      // blobs nothing names: uploads never saved; no difference
	Differences  []store.Difference `json:"differences"`  // never null
}

// maxDifferences bounds the list; a record so broken is not told line by line.
const maxDifferences = 1000

// Verify recomputes numbers, tallies and file hashes. progress counts records
// and then files.
func Verify(ctx context.Context, o *office.Office, progress func(at, total int64)) (Finding, error) {
	f := Finding{Differences: []store.Difference{}}
	report := func(d store.Difference) {
		if len(f.Differences) < maxDifferences {
			f.Differences = append(f.Differences, d)
		}
	}
	var err error
	if f.Journal, err = o.Store.JournalEnd(ctx); err != nil {
		return f, err
	}
	files := map[string]publication.Attachment{}
	count := func(at, total int64) {
		f.Publications = total
		if progress != nil {
			progress(at, total)
		}
	}
	if err := o.Store.Audit(ctx, report, files, count); err != nil {
		return f, err
	}
	sums := make([]string, 0, len(files))
	for sum := range files {
		sums = append(sums, sum)
	}
	sort.Strings(sums)
	f.Files = len(sums)
	for _, sum := range sums {
		if err := ctx.Err(); err != nil {
			return f, err
		}
		n, err := checkBlob(ctx, o.Blobs, sum, files[sum], report)
		if err != nil {
			return f, err
		}
		f.Bytes += n
	}
	err = o.Blobs.Walk(ctx, func(sum string) error {
		if _, named := files[sum]; !named {
			f.Unnamed++
		}
		return nil
	})
	return f, err
}

func checkBlob(ctx context.Context, blobs store.Blobs, sum string, a publication.Attachment, report func(store.Difference)) (int64, error) {
	b, err := blobs.Open(ctx, sum)
	if errors.Is(err, store.ErrNotFound) {
		want := fmt.Sprintf("%d 字节", a.Size)
		if a.Size == store.UnknownSize {
			want = sum
		}
		report(store.Difference{Thing: "file/" + sum, What: "附件 " + a.Name, Found: "缺失", Want: want})
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer b.Close()
	h := sha256.New()
	n, err := io.Copy(h, b)
	if err != nil {
		return n, fmt.Errorf("read blob %s: %w", sum, err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != sum || a.Size != store.UnknownSize && n != a.Size {
		report(store.Difference{Thing: "file/" + sum, What: "附件 " + a.Name,
			Found: fmt.Sprintf("%d 字节 %s", n, got), Want: fmt.Sprintf("%d 字节 %s", a.Size, sum)})
	}
	return n, nil
}
