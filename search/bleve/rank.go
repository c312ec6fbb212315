package bleve

import (
	"math"
	"slices"

	"github.com/chophien/chophien/search"
)

// rank leaves in hits the documents that answer the readings, with their scores in best.
// It stretches the question only as far as needed: as written, then with an unfinished
// last word, then with guesses, each time asking for all words; at last for as many words
// as any product has, but at least half of them or two. So a good match is never drowned in guesses, and
// a misspelled question is still answered.
func (l *lookup) rank(readings []search.Reading, rows []*row, from looseness) error {
	for loose := from; loose <= guessed; loose++ {
		l.clearAnswers()
		for _, r := range readings {
			if err := l.reading(r, rows, loose); err != nil {
				return err
			}
		}
		if slices.ContainsFunc(l.hits, func(d uint32) bool { return l.best[d].missing == 0 && l.best[d].strong }) {
			break
		}
	}
	least := int16(math.MaxInt16)
	for _, d := range l.hits {
		least = min(least, l.best[d].missing)
	}
	l.hits = slices.DeleteFunc(l.hits, func(d uint32) bool {
		if l.best[d].missing == least {
			return false
		}
		l.best[d] = answer{}
		return true
	})
	return nil
}

// reading adds the answers to one reading.
func (l *lookup) reading(r search.Reading, rows []*row, loose looseness) error {
	l.clearReading()
	l.marked = r.Marked
	rarities := make([]float32, len(r.Words))
	var all float32
	for i := range r.Words {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		if err := l.word(r.Words, i, loose); err != nil {
			return err
		}
		rarities[i] = float32(search.Rarity(l.products, l.having))
		all += rarities[i]
		l.count(rarities[i])
	}
	for i := range len(r.Words) - 1 {
		bonus := search.Neighbours * (rarities[i] + rarities[i+1])
		pair := r.Words[i].Likeliest().Folded + r.Words[i+1].Likeliest().Folded
		l.clearWord()
		if err := l.term(fieldJoin, pair, bonus); err != nil {
			return err
		}
		if err := l.term(fieldAlso, pair, bonus*search.InAlso); err != nil {
			return err
		}
		if i+2 == len(r.Words) && loose >= beginning {
			if err := l.unfinished(fieldJoin, pair, "", bonus*search.Begun); err != nil {
				return err
			}
		}
		l.favour()
	}
	if err := l.head(r.Words, search.Head*rarities[0], loose); err != nil {
		return err
	}
	asked := int16(len(r.Words))
	for _, d := range l.found {
		t := l.sum[d]
		has := t.words
		if r.Meant {
			has = t.strong
		}
		// Of a long question two words that tell something are an answer, where no product
		// has more of them: buyers write around what they want.
		if rows[d] == nil || has < asked && (has*2 < asked && t.strong < 2 || t.strong == 0) {
			continue
		}
		l.keep(d, answer{
			// A share of what the reading could give, so that readings of rare and of
			// common words compare.
			score:   t.score / all * float32(r.Weight) * float32(search.Whole(int(asked), rows[d].words)),
			missing: asked - has,
			strong:  t.strong == asked,
			sure:    loose < guessed || asked == 1 || t.firm > 0 || t.stand == asked,
		})
	}
	return nil
}
