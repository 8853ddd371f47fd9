package office

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/paper/upload"
	"gongkai/store"
)

// KeepFile looks at a file of size bytes that was handed in under a name and,
// when it is accepted, keeps it. Errors: a refusal of paper/upload, see
// [upload.Refused].
func (o *Office) KeepFile(ctx context.Context, name string, file io.ReaderAt, size int64, limits upload.Limits) (publication.Attachment, error) {
	v, err := upload.Inspect(name, file, size, limits)
	if err != nil {
		return publication.Attachment{}, err
	}
	sum, size, err := o.Blobs.Put(ctx, io.NewSectionReader(file, 0, size))
	return publication.Attachment{Name: v.Name, Type: v.Media, Size: size, SHA256: sum}, err
}

// Form is whose forms a [Office.FileToken] is good for.
type Form string

const (
	DeskForm   Form = "desk"   // of officials
	PublicForm Form = "public" // of whoever comes
)

// FileToken is what a form carries for a file that was kept before the form is
// sound: the name of its blob and its own, signed. Hashes stand in the papers of
// a case; a blob can only be named by who has handed it in, or was shown it in
// such a form.
func (o *Office) FileToken(ctx context.Context, form Form, a publication.Attachment) (string, error) {
	secret, err := o.secret(ctx)
	if err != nil {
		return "", err
	}
	what := a.SHA256 + "." + base64.RawURLEncoding.EncodeToString([]byte(a.Name))
	return what + "." + keyed(secret, "file of a form", string(form)+"\x00"+what), nil
}

// CarriedFile is the file a form carries by its [Office.FileToken]. It is
// looked at again, so the form cannot say of it what it likes. Errors:
// [store.ErrNotFound] for what is no file of such a form or is not accepted.
func (o *Office) CarriedFile(ctx context.Context, form Form, token string, limits upload.Limits) (publication.Attachment, error) {
	sum, name, _ := strings.Cut(token, ".")
	name, _, _ = strings.Cut(name, ".")
	raw, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil {
		return publication.Attachment{}, store.ErrNotFound
	}
	ours, err := o.FileToken(ctx, form, publication.Attachment{SHA256: sum, Name: string(raw)})
	if err != nil {
		return publication.Attachment{}, err
	}
	if !hmac.Equal([]byte(ours), []byte(token)) {
		return publication.Attachment{}, store.ErrNotFound
	}
	// It is about to be named, and must not be swept before it is.
	if err := o.Blobs.Renew(ctx, sum); err != nil {
		return publication.Attachment{}, err
	}
	blob, err := o.Blobs.Open(ctx, sum)
	if err != nil {
		return publication.Attachment{}, err
	}
	defer blob.Close()
	size, err := blob.Seek(0, io.SeekEnd)
	if err != nil {
		return publication.Attachment{}, fmt.Errorf("blob %s: %w", sum, err)
	}
	at, ok := blob.(io.ReaderAt)
	if !ok {
		at = seeking{blob}
	}
	v, err := upload.Inspect(string(raw), at, size, limits)
	if upload.Refused(err) {
		err = store.ErrNotFound
	}
	if err != nil {
		return publication.Attachment{}, err
	}
	return publication.Attachment{Name: v.Name, Type: v.Media, Size: size, SHA256: sum}, nil
}

// seeking reads at any place of a blob that can only seek.
type seeking struct{ io.ReadSeeker }

func (s seeking) ReadAt(p []byte, at int64) (int, error) {
	if _, err := s.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
