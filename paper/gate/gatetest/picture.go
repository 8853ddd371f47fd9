package gatetest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"gongkai/paper/gate"
)

// picture is a photograph or a drawing, with what cameras and programs write
// into it.
func (w *writer) picture(dirty bool) (File, error) {
	m := image.NewRGBA(image.Rect(0, 0, w.between(40, 400), w.between(40, 300)))
	tone := uint8(w.r.IntN(256))
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			m.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), tone, 255})
		}
	}
	f := File{Kind: "jpg", Name: w.one("现场照片", "公示栏照片", "IMG_20170601_093015", "座谈会") + ".jpg"}
	var b bytes.Buffer
	phone := w.mobile()
	if w.r.IntN(3) > 0 {
		if err := jpeg.Encode(&b, m, nil); err != nil {
			return File{}, err
		}
		body := b.Bytes()
		out := append([]byte{}, body[:2]...)
		place := w.r.IntN(2) == 0
		if w.r.IntN(4) > 0 {
			out = append(out, segment(0xE1, append([]byte("Exif\x00\x00"), w.exif(place)...))...)
			f.Leaks = append(f.Leaks, Leak{Kind: gate.Machine, Form: "Exif"})
			if place {
				f.Leaks = append(f.Leaks, Leak{Kind: gate.Location, Form: "Exif"})
			}
		}
		if dirty && w.r.IntN(2) == 0 {
			out = append(out, segment(0xFE, []byte("户主电话"+phone))...)
			f.Leaks = append(f.Leaks, Leak{Kind: gate.Mobile, Plain: phone, Form: "comment of a picture"})
		}
		out = append(out, body[2:]...)
		if dirty && f.Clean() {
			// A picture that moves has its film behind it.
			out = append(out, "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"+w.digits(400)...)
			f.Leaks = append(f.Leaks, Leak{Kind: gate.EmbeddedFile, Form: "behind a picture"})
		}
		f.Bytes = out
		return f, nil
	}
	f.Kind, f.Name = "png", w.one("图解", "流程图", "截图20170601")+".png"
	if err := png.Encode(&b, m); err != nil {
		return File{}, err
	}
	const header = 8 + 25
	out := append([]byte{}, b.Bytes()[:header]...)
	if w.r.IntN(2) == 0 {
		out = append(out, chunk("tEXt", []byte("Software\x00Adobe ImageReady"))...)
		f.Leaks = append(f.Leaks, Leak{Kind: gate.Machine, Form: "tEXt"})
	}
	if w.r.IntN(2) == 0 {
		out = append(out, chunk("tEXt", []byte("Author\x00Zhang Wei"))...)
		f.Leaks = append(f.Leaks, Leak{Kind: gate.Author, Form: "tEXt"})
	}
	if dirty {
		out = append(out, chunk("iTXt", append([]byte("Comment\x00\x00\x00\x00\x00"), "联系"+phone...))...)
		f.Leaks = append(f.Leaks, Leak{Kind: gate.Mobile, Plain: phone, Form: "comment of a picture"})
	}
	f.Bytes = append(out, b.Bytes()[header:]...)
	return f, nil
}

func segment(marker byte, body []byte) []byte {
	return append([]byte{0xFF, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

func chunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// exif is a block of a telephone's camera: its maker and model, and the place.
func (w *writer) exif(place bool) []byte {
	maker, model := w.one("HUAWEI", "Xiaomi", "Apple", "Canon", "NIKON CORPORATION")+"\x00", "MHA-AL00\x00"
	entries := 2
	if place {
		entries = 3
	}
	b := append([]byte("II"), 42, 0, 8, 0, 0, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(entries))
	at := uint32(8 + 2 + 12*entries + 4)
	var after []byte
	text := func(tag uint16, s string) {
		b = binary.LittleEndian.AppendUint16(b, tag)
		b = binary.LittleEndian.AppendUint16(b, 2)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(s)))
		b = binary.LittleEndian.AppendUint32(b, at+uint32(len(after)))
		after = append(after, s...)
	}
	text(0x010F, maker)
	text(0x0110, model)
	if place {
		b = binary.LittleEndian.AppendUint16(b, 0x8825)
		b = binary.LittleEndian.AppendUint16(b, 4)
		b = binary.LittleEndian.AppendUint32(b, 1)
		here := at + uint32(len(after))
		b = binary.LittleEndian.AppendUint32(b, here)
		// Two of its entries: north, and 43° 49' 12".
		after = binary.LittleEndian.AppendUint16(after, 2)
		after = append(after, 1, 0, 2, 0, 2, 0, 0, 0, 'N', 0, 0, 0)
		after = append(after, 2, 0, 5, 0, 3, 0, 0, 0)
		after = binary.LittleEndian.AppendUint32(after, here+2+24+4)
		after = append(after, 0, 0, 0, 0)
		for _, n := range []uint32{43, 1, 49, 1, 12, 1} {
			after = binary.LittleEndian.AppendUint32(after, n)
		}
	}
	b = append(b, 0, 0, 0, 0)
	return append(b, after...)
}
