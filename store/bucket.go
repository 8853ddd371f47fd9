package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket keeps blobs in an object store that speaks S3.
type Bucket struct {
	client *minio.Client
	name   string
}

// OpenBucket opens s3://bucket?endpoint=host:port&region=…; add insecure=1 for
// an endpoint without TLS. Keys come from AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY. The bucket must exist.
func OpenBucket(ctx context.Context, address string) (Bucket, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" {
		return Bucket{}, fmt.Errorf("open blobs: %q：应写成 s3://bucket?endpoint=…", address)
	}
	q := u.Query()
	endpoint := q.Get("endpoint")
	if endpoint == "" {
		endpoint = "s3.amazonaws.com"
	}
	client, err := minio.New(endpoint, &minio.Options{
		Creds: credentials.NewEnvAWS(), Secure: q.Get("insecure") == "", Region: q.Get("region"),
		BucketLookup: minio.BucketLookupAuto,
	})
	if err != nil {
		return Bucket{}, fmt.Errorf("open blobs: %w", err)
	}
	there, err := client.BucketExists(ctx, u.Host)
	if err != nil {
		return Bucket{}, fmt.Errorf("open blobs: %w", err)
	}
	if !there {
		return Bucket{}, fmt.Errorf("open blobs: %s: %w", u.Host, ErrNotFound)
	}
	return Bucket{client, u.Host}, nil
}

// Put needs the name before the bytes, so they pass through a temporary file.
func (b Bucket) Put(ctx context.Context, r io.Reader) (string, int64, error) {
	tmp, err := os.CreateTemp("", "blob-")
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(tmp, h), r)
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	// Also when the bytes are there already: that makes them young again.
	if _, err := b.client.PutObject(ctx, b.name, sum, tmp, size, minio.PutObjectOptions{ContentType: "application/octet-stream"}); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	return sum, size, nil
}

func (b Bucket) Open(ctx context.Context, sum string) (Blob, error) {
	if !blobName.MatchString(sum) {
		return nil, ErrNotFound
	}
	o, err := b.client.GetObject(ctx, b.name, sum, minio.GetObjectOptions{})
	if err == nil {
		if _, err = o.Stat(); err == nil {
			return o, nil
		}
		o.Close()
	}
	if minio.ToErrorResponse(err).Code == "NoSuchKey" {
		return nil, ErrNotFound
	}
	return nil, fmt.Errorf("open blob: %w", err)
}

func (b Bucket) Walk(ctx context.Context, visit func(string) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{}) {
		if o.Err != nil {
			return fmt.Errorf("list blobs: %w", o.Err)
		}
		if blobName.MatchString(o.Key) {
			if err := visit(o.Key); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// Renew puts the bytes again: an object's age cannot be set, and copying one
// onto itself is refused by some.
func (b Bucket) Renew(ctx context.Context, sum string) error {
	blob, err := b.Open(ctx, sum)
	if err != nil {
		return err
	}
	defer blob.Close()
	_, _, err = b.Put(ctx, blob)
	return err
}

func (b Bucket) PutAt(ctx context.Context, sum string) (time.Time, error) {
	if !blobName.MatchString(sum) {
		return time.Time{}, ErrNotFound
	}
	info, err := b.client.StatObject(ctx, b.name, sum, minio.StatObjectOptions{})
	if minio.ToErrorResponse(err).Code == "NoSuchKey" {
		return time.Time{}, ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("look at blob: %w", err)
	}
	return info.LastModified, nil
}

// Remove looks at the age and removes in two steps, as object stores have no
// one: bytes renewed between the two, a moment long, are lost. A folder has no
// such moment.
func (b Bucket) Remove(ctx context.Context, sum string, before time.Time) (bool, error) {
	if at, err := b.PutAt(ctx, sum); err != nil || !at.Before(before) {
		return false, err
	}
	if err := b.client.RemoveObject(ctx, b.name, sum, minio.RemoveObjectOptions{}); err != nil {
		return false, fmt.Errorf("remove blob: %w", err)
	}
	return true, nil
}

func (b Bucket) Claim(ctx context.Context, record string) ([]string, error) {
	var others []string
	mine := false
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: claims + "/", Recursive: true}) {
		if o.Err != nil {
			return nil, fmt.Errorf("claim blobs: %w", o.Err)
		}
		if name := strings.TrimPrefix(o.Key, claims+"/"); name != record {
			others = append(others, name)
		} else {
			mine = true
		}
	}
	if mine {
		return others, nil
	}
	_, err := b.client.PutObject(ctx, b.name, claims+"/"+record, strings.NewReader(record), int64(len(record)), minio.PutObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("claim blobs: %w", err)
	}
	return others, nil
}
