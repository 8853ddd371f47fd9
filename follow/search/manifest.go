package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongkai/affairs/journal"
	"gongkai/follow/search/segment"
)

// A folder of an index:
//
//	CURRENT                the name of the generation that is searched
//	LOCK, LOCK.build       held by the process that writes, that builds
//	g-000003/              a generation
//	  manifest.json        which files it consists of, and up to where
//	  000017.seg           a segment
//
// A file is complete before the manifest names it, a generation before CURRENT
// names it; whatever is not named is rubbish.
const (
	currentName  = "CURRENT"
	manifestName = "manifest.json"
)

// manifest says of what a generation consists.
type manifest struct {
	Format    int `json:"format"`
	Tokenizer int `json:"tokenizer"`
	// Upto is the last entry of the journal that is in the files; Entry its
	// fingerprint, by which another record is told, or a restored one.
	Upto     int64          `json:"upto"`
	Entry    string         `json:"entry"`
	Mark     int64          `json:"mark"`
	Next     int            `json:"next"` // number of the next file
	Segments []manifestPart `json:"segments"`
}

type manifestPart struct {
	File string `json:"file"`
	Year int    `json:"year"`
	Docs int    `json:"docs"`
	Dead []byte `json:"dead,omitempty"` // a roaring bitmap
}

// errOther says that an index is of no use: of another format, another
// tokenizer, another record, or damaged. It is built anew.
var errOther = errors.New("the index is of another record or form")

// fingerprint tells an entry of the journal; "" for none.
func fingerprint(list []journal.Entry, number int64) string {
	if len(list) == 0 || list[0].Number != number {
		return ""
	}
	e := list[0]
	h := fnv.New64a()
	fmt.Fprintf(h, "%d\x00%d\x00%s\x00%s\x00%s\x00%s", e.Number, e.At.UnixMicro(), e.Act, e.Thing, e.Agency, e.Actor)
	return strconv.FormatUint(h.Sum64(), 16)
}

// current is the generation that is searched; "" if there is none.
func current(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, currentName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	name := strings.TrimSpace(string(b))
	if !isGeneration(name) {
		return "", nil
	}
	return name, nil
}

func isGeneration(name string) bool {
	_, ok := generationNumber(name)
	return ok
}

func generationNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "g-")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0
}

func generationName(n int) string { return fmt.Sprintf("g-%06d", n) }

// newGeneration makes the folder of the next generation.
func newGeneration(dir string) (string, error) {
	last := 0
	list, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range list {
		if n, ok := generationNumber(e.Name()); ok {
			last = max(last, n)
		}
	}
	name := generationName(last + 1)
	return name, os.Mkdir(filepath.Join(dir, name), 0o750)
}

// writeFile replaces a file whole or not at all.
func writeFile(path string, b []byte) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	return errors.Join(err, d.Close())
}

func makeCurrent(dir, name string) error {
	return writeFile(filepath.Join(dir, currentName), []byte(name+"\n"))
}

func writeManifest(dir string, m manifest) error {
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, manifestName), append(b, '\n'))
}

// readManifest is the manifest of a generation. Errors: [errOther] for one that
// this program cannot use.
func readManifest(dir string) (manifest, error) {
	var m manifest
	b, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("%w: no manifest", errOther)
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("%w: %w", errOther, err)
	}
	if m.Format != segment.Format || m.Tokenizer != tokenizer {
		return m, fmt.Errorf("%w: format %d, tokenizer %d", errOther, m.Format, m.Tokenizer)
	}
	return m, nil
}

// openParts maps the files of a manifest. Errors: [errOther] for damaged ones.
func openParts(dir string, m manifest) (pieces []piece, err error) {
	defer func() {
		if err != nil {
			for _, p := range pieces {
				p.Close()
			}
			pieces = nil
		}
	}()
	for _, l := range m.Segments {
		if l.File != filepath.Base(l.File) {
			return pieces, fmt.Errorf("%w: %q", errOther, l.File)
		}
		path := filepath.Join(dir, l.File)
		s, err := segment.Open(path)
		if err != nil {
			return pieces, fmt.Errorf("%w: %s: %w", errOther, l.File, err)
		}
		p := newPiece(&part{Segment: s, path: path, year: l.Year}, nil)
		pieces = append(pieces, p)
		if s.Len() != l.Docs {
			return pieces, fmt.Errorf("%w: %s: %d documents for %d", errOther, l.File, s.Len(), l.Docs)
		}
		if len(l.Dead) > 0 {
			dead := roaring.New()
			if err := dead.UnmarshalBinary(l.Dead); err != nil {
				return pieces, fmt.Errorf("%w: %s: %w", errOther, l.File, err)
			}
			if !dead.IsEmpty() && int(dead.Maximum()) >= s.Len() {
				return pieces, fmt.Errorf("%w: %s: more gone than there are", errOther, l.File)
			}
			pieces[len(pieces)-1] = newPiece(p.part, dead)
		}
	}
	return pieces, nil
}

// sweep removes what a generation does not name: torn files, files of merges
// that were interrupted.
func sweep(dir string, m manifest) {
	named := map[string]bool{manifestName: true}
	for _, l := range m.Segments {
		named[l.File] = true
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range list {
		if !named[e.Name()] {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}
