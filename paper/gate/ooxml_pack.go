package gate

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"gongkai/paper/upload"
)

// pack is an Office file (ISO/IEC 29500-2): a ZIP of parts that lead to each
// other. Names of parts are kept in lower case, as which they are the same.
type pack struct {
	ctx   context.Context
	files map[string]*zip.File
	order []string // in which they stand in the file
	left  int64    // bytes that may still be unpacked
	rels  map[string][]relation
	// leads is by what relations each part is reached.
	leads map[string][]string
}

// relation is one way from a part to another, or out of the file.
type relation struct {
	id   string
	kind string // the last word of its type: "worksheet"
	to   string // the part it leads to; "" for what is outside
	out  string // what it names outside
}

// passes is how often a part may be read within the bound of what is unpacked.
const passes = 4

func openPack(ctx context.Context, f File, unpacked int64) (*pack, error) {
	z, err := zip.NewReader(f.R, f.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, ErrUnread
	}
	p := &pack{ctx: ctx, files: map[string]*zip.File{}, left: unpacked * passes, rels: map[string][]relation{}, leads: map[string][]string{}}
	for _, file := range z.File {
		if file.Flags&1 != 0 {
			return nil, ErrEncrypted
		}
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(file.Name, `\`, "/"), "/"))
		if strings.HasSuffix(name, "/") {
			continue
		}
		if p.files[name] != nil {
			return nil, ErrUnread // programs differ in which they take
		}
		p.files[name] = file
		p.order = append(p.order, name)
	}
	return p, nil
}

// related reads the relations of every part.
func (p *pack) related() error {
	for _, name := range p.order {
		if path.Base(path.Dir(name)) != "_rels" || path.Ext(name) != ".rels" {
			continue
		}
		part := path.Join(path.Dir(path.Dir(name)), strings.TrimSuffix(path.Base(name), ".rels"))
		if part == "." {
			part = ""
		}
		err := p.each(name, func(x *xmlReader, t *token) error {
			if t.kind != beginning || !t.is("Relationship") {
				return nil
			}
			r := relation{id: t.attr("Id"), kind: path.Base(t.attr("Type"))}
			if target := t.attr("Target"); strings.EqualFold(t.attr("TargetMode"), "External") {
				r.out = target
			} else {
				r.to = partName(part, target)
				p.leads[r.to] = append(p.leads[r.to], r.kind)
			}
			p.rels[part] = append(p.rels[part], r)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func partName(from, target string) string {
	target, _, _ = strings.Cut(target, "#")
	if plain, err := url.PathUnescape(target); err == nil && !strings.Contains(plain, "..\\") {
		target = plain
	}
	target = strings.ReplaceAll(target, `\`, "/")
	if !strings.HasPrefix(target, "/") {
		target = path.Join("/", path.Dir(from), target)
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
}

// main is the part everything starts from.
func (p *pack) main() string {
	for _, r := range p.rels[""] {
		if r.kind == "officeDocument" && p.files[r.to] != nil {
			return r.to
		}
	}
	return ""
}

// to is the parts that the part leads to by relations of the kinds.
func (p *pack) to(part string, kinds ...string) (list []string) {
	for _, r := range p.rels[part] {
		if slices.Contains(kinds, r.kind) && p.files[r.to] != nil && !slices.Contains(list, r.to) {
			list = append(list, r.to)
		}
	}
	return list
}

// by is the relation of the part with that id; the zero one without.
func (p *pack) by(part, id string) relation {
	for _, r := range p.rels[part] {
		if r.id == id {
			return r
		}
	}
	return relation{}
}

// bounded counts what is unpacked and ends with the context.
type bounded struct {
	p    *pack
	body io.ReadCloser
}

func (b bounded) Read(to []byte) (int, error) {
	if err := b.p.ctx.Err(); err != nil {
		return 0, err
	}
	if b.p.left <= 0 {
		return 0, upload.ErrBomb
	}
	n, err := b.body.Read(to)
	b.p.left -= int64(n)
	if err != nil && err != io.EOF {
		err = ErrUnread
	}
	return n, err
}

func (b bounded) Close() error { return b.body.Close() }

// open unpacks a part.
func (p *pack) open(name string) (io.ReadCloser, error) {
	file := p.files[name]
	if file == nil {
		return nil, ErrUnread
	}
	body, err := file.Open()
	if err != nil {
		return nil, ErrUnread
	}
	return bounded{p, body}, nil
}

// bytes is a part whole. Errors: [ErrTooLong] for one longer than most.
func (p *pack) bytes(name string, most int64) ([]byte, error) {
	body, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer body.Close() // only read
	b, err := io.ReadAll(io.LimitReader(body, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > most {
		return nil, ErrTooLong
	}
	return b, nil
}

// each calls f with every token of a part; a part that is missing has none.
func (p *pack) each(name string, f func(x *xmlReader, t *token) error) error {
	if p.files[name] == nil {
		return nil
	}
	body, err := p.open(name)
	if err != nil {
		return err
	}
	defer body.Close() // only read
	x := newXMLReader(body)
	var t token // one for all, which a large part has millions of
	for {
		if t, err = x.next(); err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(x, &t); err != nil {
			return err
		}
	}
}
