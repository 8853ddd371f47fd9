package office_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"gongkai/affairs/account"
	"gongkai/office/officetest"
	"gongkai/store/storetest"
)

// BenchmarkFile files requests of different people, many at once.
func BenchmarkFile(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkFile(b, storetest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { benchmarkFile(b, storetest.Postgres(b)) })
}

func benchmarkFile(b *testing.B, address string) {
	o := officetest.New(b, address)
	ctx := context.Background()
	var n atomic.Int64
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, _, err := o.File(ctx, account.Applicant(""), filing(fmt.Sprint("人", n.Add(1)))); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
