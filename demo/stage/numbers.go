package stage

import (
	"context"
	"errors"

	"gongkai/affairs/account"
	"gongkai/affairs/numbering"
	"gongkai/demo"
	"gongkai/office"
	"gongkai/store"
)

// explainedSeries are the city's own series, whose missing numbers are looked
// at first.
var explainedSeries = []string{"长府办发", "长府发"}

// Numbers says of the city's own document numbers of the year why some were
// never published: of a part of the city, that they were not loaded. What was
// said before stands.
func Numbers(ctx context.Context, o *office.Office, plan *demo.Plan) error {
	said := numbering.Explanation{Why: numbering.Internal, Note: "人事、会务等内部事务用号"}
	if plan.Scale > 1 {
		said = numbering.Explanation{Why: numbering.Unused, Note: "演示只装入一部分文件，这些编号没有装入"}
	}
	for _, prefix := range explainedSeries {
		s := numbering.Series{Prefix: prefix, Year: 2017, Form: numbering.Yearly}
		v, err := o.Series(ctx, s)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		for _, gap := range v.Gaps {
			if gap.Why != nil {
				continue
			}
			e := said
			e.Series, e.First, e.Last = s, gap.First, gap.Last
			if _, err := o.ExplainNumbers(ctx, account.Console, e); err != nil {
				return err
			}
		}
	}
	return nil
}
