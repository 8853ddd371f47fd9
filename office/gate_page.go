package office

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"gongkai/affairs/publication"
	"gongkai/paper/gate"
	"gongkai/paper/redact"
	"gongkai/store"
)

// FoundIn is what the gate finds in a file of a draft that stops publication,
// with the words around it. The file is looked into anew, since these are kept
// nowhere. What could not be looked into whole is told first, as a
// held file.
func (o *Office) FoundIn(ctx context.Context, d publication.Draft, a publication.Attachment) ([]publication.Found, error) {
	sc, err := o.Scanner(ctx)
	if err != nil {
		return nil, err
	}
	if sc.Allowed, err = o.AllowedKeys(ctx, d.Agency); err != nil {
		return nil, err
	}
	var list []publication.Found
	err = o.openFile(ctx, a, func(file gate.File) error {
		r, err := sc.Inspect(ctx, file, gate.Limits{Time: whileCleaned})
		if err != nil {
			return err
		}
		if r.Held != "" {
			list = append(list, heldFound(store.Screened{SHA256: a.SHA256}, r.Held))
		}
		for _, f := range r.Findings {
			if one := foundOf(f, a.SHA256); one.Stops && f.Place.Part == "file" {
				list = append(list, one)
			}
		}
		return nil
	})
	return list, err
}

// frameWidth is the line round a finding on a drawn page, in pixels.
const frameWidth = 3

// FoundPage is a page of an attached PDF as PNG, with a frame round everything
// the gate found on it that stops publication. Errors: those of
// redact.Engine.Open and redact.Document.Page.
func (o *Office) FoundPage(ctx context.Context, d publication.Draft, a publication.Attachment, n int) ([]byte, error) {
	known, err := o.Store.Screened(ctx, []string{a.SHA256})
	if err != nil {
		return nil, err
	}
	b, err := o.blob(ctx, a.SHA256, redact.MostBytes)
	if err != nil {
		return nil, fmt.Errorf("page of %s: %w", d.Thing(), err)
	}
	doc, err := o.covers.ready().Open(ctx, b)
	if err != nil {
		return nil, err
	}
	drawn, err := doc.Page(ctx, n, 100)
	if err != nil {
		return nil, err
	}
	plain, err := png.Decode(bytes.NewReader(drawn))
	if err != nil {
		return nil, fmt.Errorf("page of %s: %w", d.Thing(), err)
	}
	size := plain.Bounds()
	canvas := image.NewRGBA(size)
	draw.Draw(canvas, size, plain, size.Min, draw.Src)
	red := image.NewUniform(color.RGBA{0xd4, 0x35, 0x1c, 0xff})
	for _, f := range known[a.SHA256].Found {
		if !f.Stops || f.Page != n || f.Box == ([4]int{}) {
			continue
		}
		box := image.Rect(size.Min.X+f.Box[0]*size.Dx()/1000, size.Min.Y+f.Box[1]*size.Dy()/1000,
			size.Min.X+f.Box[2]*size.Dx()/1000, size.Min.Y+f.Box[3]*size.Dy()/1000).Inset(-frameWidth)
		for _, side := range []image.Rectangle{
			{box.Min, image.Pt(box.Max.X, box.Min.Y+frameWidth)}, {image.Pt(box.Min.X, box.Max.Y-frameWidth), box.Max},
			{box.Min, image.Pt(box.Min.X+frameWidth, box.Max.Y)}, {image.Pt(box.Max.X-frameWidth, box.Min.Y), box.Max},
		} {
			draw.Draw(canvas, side.Intersect(size), red, image.Point{}, draw.Src)
		}
	}
	var out bytes.Buffer
	err = png.Encode(&out, canvas)
	return out.Bytes(), err
}
