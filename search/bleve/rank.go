package bleve

import (
	"math"
	"slices"

	"github.com/chophien/chophien/search"
)

// neighbours is what two words that stand side by side in a name, as in the question,
// add to the weight of the two.
const neighbours = 0.3

// rank leaves in hits the documents that answer the readings, with their scores in best.
// It stretches the question only as far as needed: as written, then with an unfinished
// last word, then with guesses, each time asking for all words; at last for as many words
// as any product has, but at least half. So a good match is never drowned in guesses, and
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
		rarities[i] = rarity(len(rows), len(l.touched))
		all += rarities[i]
		l.count(rarities[i])
	}
	for i := range len(r.Words) - 1 {
		bonus := neighbours * (rarities[i] + rarities[i+1])
		pair := likeliest(r.Words[i]).Folded + likeliest(r.Words[i+1]).Folded
		err := l.each(fieldJoin, pair, func(d uint64) {
			if l.sum[d].words > 0 {
				l.sum[d].score += bonus
			}
		})
		if err != nil {
			return err
		}
	}
	asked := int16(len(r.Words))
	for _, d := range l.found {
		t := l.sum[d]
		if rows[d] == nil || t.words < asked && (t.words*2 < asked || t.strong == 0) {
			continue
		}
		l.keep(d, answer{
			// A share of what the reading could give, so that readings of rare and of
			// common words compare.
			score:   t.score / all * float32(r.Weight) * whole(int(asked), rows[d].words),
			missing: asked - t.words,
			strong:  t.strong == asked,
		})
	}
	return nil
}

// rarity weighs a word by how few products have it.
func rarity(products, having int) float32 {
	return float32(math.Log1p(float64(products) / float64(having+1)))
}

// whole favours names that the question covers: "Gạo Mường Lò" before "Gạo Séng Cù Mường
// Lò" for the buyer who wrote the former.
func whole(asked, words int) float32 {
	return 0.85 + 0.15*float32(min(asked, words))/float32(max(words, 1))
}

// likeliest is the form that the buyer meant: what the keys give when they give something.
func likeliest(w search.Word) search.Form {
	for _, f := range w {
		if f.Weight == search.KeyWeight {
			return f
		}
	}
	return w[0]
}
