package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"

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
	if _, err := b.client.StatObject(ctx, b.name, sum, minio.StatObjectOptions{}); err == nil {
		return sum, size, nil
	}
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
