package stage

import (
	"context"
	"errors"
	"iter"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/office"
	"gongkai/office/intake"
)

// yearName is the stream under which the record remembers how far the year has
// come in.
const yearName = "demo/year-2017"

// Year takes in what was published in 2017 and the documents in force since
// 1981. It must follow [Found]; interrupted, it goes on where it stopped.
// progress counts items.
func Year(ctx context.Context, o *office.Office, p *demo.Plan, progress func(at, total int64)) error {
	total := int64(p.Totals.Items())
	if at, err := o.Store.Position(ctx, yearName); err != nil {
		return err
	} else if at >= total {
		progress(at, total)
		return nil
	}
	var unhung error
	_, _, err := intake.ImportStream(ctx, o, account.Console, intake.Stream{
		Name: yearName, Voucher: "演示数据", Total: total, Records: attached(ctx, o, p, records(p.Items()), &unhung),
	}, progress)
	return errors.Join(err, unhung)
}

var channelOf = func() map[demo.Channel]publication.Channel {
	m := map[demo.Channel]publication.Channel{}
	for _, c := range publication.Channels {
		m[demo.Channel(c.Code)] = c.Channel
	}
	return m
}()

func records(items iter.Seq[demo.Item]) iter.Seq[intake.Record] {
	return func(yield func(intake.Record) bool) {
		for i := range items {
			r := intake.Record{Agency: agency.Code(i.Agency), Imported: publication.Imported{
				PublishedAt: i.PublishedAt,
				Content: publication.Content{
					Title: i.Title, Number: i.Number, Category: i.Category, IssuedOn: i.IssuedOn, Body: i.Body,
					Keywords: i.Keywords, Stage: publication.Stage(i.Stage), Normative: i.Normative,
					Validity: publication.Validity(i.Validity), Channels: channelOf[i.Channel],
					EndedOn: i.EndedOn, Interprets: i.Interprets, Piece: publication.Piece(i.Piece),
				},
			}}
			if !yield(r) {
				return
			}
		}
	}
}
