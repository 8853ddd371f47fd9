package gate

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"gongkai/paper/upload"
)

// officeCleaning is the work on the copy of one Office file.
type officeCleaning struct {
	*cleaning
	p    *pack
	main string
	// dropped are parts that are left out; what is reached only through them
	// is left out as well.
	dropped map[string]bool
	// cut says of each relation whether it is left out.
	cut func(part string, r relation) bool
	// gone are the ids of relations left out, by part.
	gone map[string]map[string]bool
	kept map[string]bool
	// trees and streams are how parts are changed beyond what is always done.
	trees   map[string]func(root *node) error
	streams map[string]func(x *xmlReader, w io.Writer) error
}

// Relations that lead to traces only, and to what no reader sees.
var (
	traceRelations = []string{"thumbnail", "custom-properties", "printerSettings", "customXml", "customProperty", "tags", "people",
		"glossaryDocument", "origin", "usernames", "calcChain", "volatileDependencies", "slideUpdateInfo", "recipientData"}
	hiddenRelations = []string{"comments", "threadedComment", "commentsExtended", "commentsIds", "commentsExtensible", "person", "commentAuthors", "authors",
		"pivotTable", "pivotCacheDefinition", "slicer", "slicerCache", "timeline", "timelineCache", "externalLink", "connections", "queryTable",
		"revisionHeaders", "oleObject", "package", "control", "ctrlProp", "notesSlide", "mailMergeSource", "mailMergeHeaderSource", "attachedTemplate",
		"audio", "video", "media", "powerPivotData", "model", "webextension", "taskpanes", "xmlMaps", "customData", "webExtensionTaskPanes", "frame", "legacyDiagramText"}
)

// office writes the clean copy of a workbook, a text or a presentation: part by
// part, what is not touched byte for byte.
func (c *cleaning) office(f File, w io.Writer, kind string) error {
	p, err := openPack(c.ctx, f, c.limits.Unpacked)
	if err != nil {
		return err
	}
	if err := p.related(); err != nil {
		return err
	}
	o := &officeCleaning{cleaning: c, p: p, main: p.main(), dropped: map[string]bool{}, gone: map[string]map[string]bool{}, kept: map[string]bool{},
		trees: map[string]func(*node) error{}, streams: map[string]func(*xmlReader, io.Writer) error{}}
	if o.main == "" {
		return ErrUnread
	}
	o.cut = func(part string, r relation) bool {
		if slices.Contains(traceRelations, r.kind) || o.dropped[r.to] {
			return true
		}
		if !c.remedy.Hidden {
			return false
		}
		return slices.Contains(hiddenRelations, r.kind) || r.out != "" && (r.kind != "hyperlink" || localPath.MatchString(r.out))
	}
	switch kind {
	case "xlsx":
		err = o.workbook()
	case "docx":
		err = o.document()
	case "pptx":
		err = o.presentation()
	}
	if err != nil {
		return err
	}
	o.reach("")
	return o.write(w)
}

// reach marks what is kept, from a part on.
func (o *officeCleaning) reach(part string) {
	for _, r := range o.p.rels[part] {
		if o.cut(part, r) {
			if o.gone[part] == nil {
				o.gone[part] = map[string]bool{}
			}
			o.gone[part][r.id] = true
			continue
		}
		if r.to != "" && o.p.files[r.to] != nil && !o.kept[r.to] {
			o.kept[r.to] = true
			o.reach(r.to)
		}
	}
}

func (o *officeCleaning) write(w io.Writer) error {
	out := zip.NewWriter(w)
	for _, part := range o.p.order {
		file := o.p.files[part]
		owner := ""
		relations := path.Base(path.Dir(part)) == "_rels" && path.Ext(part) == ".rels"
		if relations {
			owner = path.Join(path.Dir(path.Dir(part)), strings.TrimSuffix(path.Base(part), ".rels"))
			if owner == "." {
				owner = ""
			}
		}
		switch {
		case part == "[content_types].xml":
		case relations:
			left := slices.ContainsFunc(o.p.rels[owner], func(r relation) bool { return !o.gone[owner][r.id] })
			if owner != "" && !o.kept[owner] || !left {
				continue
			}
		case !o.kept[part]:
			continue
		}
		to, err := out.CreateHeader(&zip.FileHeader{Name: strings.TrimPrefix(strings.ReplaceAll(file.Name, `\`, "/"), "/"), Method: file.Method})
		if err != nil {
			return err
		}
		switch {
		case part == "[content_types].xml":
			err = o.stream(part, to, func(x *xmlReader, w io.Writer) error {
				return remade(x, w, func(t *token) (bool, error) {
					if t.kind != beginning || !t.is("Override") || o.kept[partName("", t.attr("PartName"))] {
						return false, nil
					}
					return true, x.skip()
				})
			})
		case relations:
			err = o.stream(part, to, func(x *xmlReader, w io.Writer) error {
				return remade(x, w, func(t *token) (bool, error) {
					if t.kind != beginning || !t.is("Relationship") || !o.gone[owner][t.attr("Id")] {
						return false, nil
					}
					return true, x.skip()
				})
			})
		default:
			err = o.part(part, to)
		}
		if err != nil {
			return err
		}
	}
	return out.Close()
}

func (o *officeCleaning) stream(part string, w io.Writer, f func(x *xmlReader, w io.Writer) error) error {
	body, err := o.p.open(part)
	if err != nil {
		return err
	}
	defer body.Close() // only read
	buffered := &piled{w: w}
	if err := f(newXMLReader(body), buffered); err != nil {
		return err
	}
	return buffered.flush()
}

// piled gathers small writes.
type piled struct {
	w io.Writer
	b []byte
}

func (p *piled) Write(b []byte) (int, error) {
	p.b = append(p.b, b...)
	if len(p.b) > 64<<10 {
		return len(b), p.flush()
	}
	return len(b), nil
}

func (p *piled) flush() error {
	_, err := p.w.Write(p.b)
	p.b = p.b[:0]
	return err
}

// part writes a part that is kept.
func (o *officeCleaning) part(part string, w io.Writer) error {
	led := func(kinds ...string) bool {
		return slices.ContainsFunc(o.p.leads[part], func(k string) bool { return slices.Contains(kinds, k) })
	}
	switch {
	case led("core-properties"):
		return o.core(part, w)
	case led("extended-properties"):
		_, err := io.WriteString(w, declaration+`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>`)
		return err
	case o.streams[part] != nil:
		return o.stream(part, w, o.streams[part])
	case o.trees[part] != nil || len(o.gone[part]) > 0:
		b, err := o.p.bytes(part, mostTree)
		if errors.Is(err, ErrTooLong) {
			return ErrNotCleaned
		}
		if err != nil {
			return err
		}
		root, err := readTree(b)
		if err != nil {
			return err
		}
		o.unrelate(part, root)
		if f := o.trees[part]; f != nil {
			if err := f(root); err != nil {
				return err
			}
		}
		var out bytes.Buffer
		root.write(&out)
		_, err = w.Write(out.Bytes())
		return err
	}
	b, err := o.p.bytes(part, o.limits.Unpacked)
	if err != nil {
		return err
	}
	name := path.Base(part)
	if kind := pictureKind(b); kind != "" {
		var out bytes.Buffer
		switch err := o.picture(File{Name: name, R: bytes.NewReader(b), Size: int64(len(b))}, &out, kind); {
		case err == nil:
			b = out.Bytes()
		case !errors.Is(err, ErrUnread):
			return err
		}
	} else if led("package", "oleObject") && bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		var out bytes.Buffer
		err := o.file(File{Name: name, R: bytes.NewReader(b), Size: int64(len(b))}, &out, o.limits.Depth)
		switch {
		case err == nil:
			b = out.Bytes()
		case errors.Is(err, ErrNotCleaned), upload.Refused(err):
		default:
			return err
		}
	}
	_, err = w.Write(b)
	return err
}

// core writes the properties of a file with nothing but its title.
func (o *officeCleaning) core(part string, w io.Writer) error {
	b, err := o.p.bytes(part, mostXMLToken)
	if err != nil {
		return err
	}
	root, err := readTree(b)
	if err != nil {
		return err
	}
	title := ""
	root.find(func(n *node) {
		if n.name == "title" {
			title = n.words()
		}
	})
	_, err = io.WriteString(w, declaration+`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">`+
		`<dc:title>`+escape(title)+`</dc:title></cp:coreProperties>`)
	return err
}

// holders are elements that may not be empty.
var holders = map[string]bool{"customProperties": true, "oleObjects": true, "controls": true, "tableParts": true, "pivotCaches": true,
	"externalReferences": true, "definedNames": true, "hyperlinks": true, "slicerList": true, "slicerCaches": true, "ext": true, "extLst": true,
	"smartTags": true, "webPublishItems": true, "custDataLst": true, "timelineRefs": true, "timelineCacheRefs": true, "dataValidations": true}

// orphan says what becomes of an element whose relation is gone: the attribute
// goes, the element with all in it, or only its tags.
func orphan(name string) (attributeOnly, unwrapped bool) {
	switch name {
	case "blip", "pageSetup", "imagedata", "table", "fill", "textbox", "stroke", "shape":
		return true, false
	case "chartsheet", "worksheet", "sld", "document":
		return true, false
	}
	return false, false
}

// refers says whether an element names one of the relations.
func refers(raw []byte, gone map[string]bool) (found bool) {
	if len(gone) == 0 {
		return false
	}
	attributes(raw, func(_, name, value []byte) bool {
		if l := local(name); len(l) < len(name) && gone[string(value)] {
			switch string(l) {
			case "id", "embed", "link", "pict", "relid", "cs", "dm", "lo", "qs", "href":
				found = true
			}
		}
		return !found
	})
	return found
}

// unrelate takes out of a part what names relations that are gone.
func (o *officeCleaning) unrelate(part string, root *node) {
	gone := o.gone[part]
	if len(gone) == 0 {
		return
	}
	root.edit(func(n *node) []*node {
		if refers(n.raw, gone) {
			only, unwrap := orphan(n.name)
			switch {
			case n.name == "hyperlink" && len(n.kids) > 0:
				return n.kids
			case n.name == "OLEObject" || n.name == "oleObj" || n.name == "control":
				return []*node{n} // what shows it is kept by who knows the format
			case only:
				n.drop(func(name, value []byte) bool { return len(local(name)) < len(name) && gone[string(value)] })
			case unwrap:
				return n.kids
			default:
				return nil
			}
		}
		if holders[n.name] && n.bare() {
			return nil
		}
		return []*node{n}
	})
}
