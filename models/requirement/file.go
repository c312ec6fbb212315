package requirement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Keep is how long the picture of a card waits for an officer, in days: longer it is not
// kept, decided or not.
const Keep = 30

var worker = actor.System{Job: "requirements", Channel: actor.Worker}

// File is a picture or scan of a requirement. PhotoID is empty once it was removed.
type File struct {
	ID            string `gorm:"primaryKey"`
	RequirementID string
	PhotoID       string `gorm:"<-:create;default:null"`
	ContentHash   string
	Identity      bool
	CreatedBy     string
	CreatedAt     clock.Instant
	RemovedAt     clock.Instant `gorm:"<-:create"`
}

// TableName implements gorm's Tabler.
func (File) TableName() string { return "requirement_files" }

// AddFile gives a picture or scan its place. The caller attaches it in media.
func AddFile(ctx context.Context, tx *gorm.DB, r *Requirement, photoID, hash string, by actor.Actor, now clock.Instant) error {
	err := tx.WithContext(ctx).Create(&File{
		ID: db.NewID(), RequirementID: r.ID, PhotoID: photoID, ContentHash: hash, Identity: r.Kind == Identity, CreatedBy: by.Stamp().ID, CreatedAt: now,
	}).Error
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "media.attached").On("file_ids")
	}
	return err
}

// Files lists what is kept of a requirement, oldest first.
func Files(ctx context.Context, q *gorm.DB, id string) ([]File, error) {
	var out []File
	err := q.WithContext(ctx).Where("requirement_id = ? AND removed_at = 0", id).Order("created_at, id").Find(&out).Error
	return out, err
}

// FindFile is one of them, or fault "media.absent".
func FindFile(ctx context.Context, q *gorm.DB, requirementID, fileID string) (File, error) {
	var f File
	res := q.WithContext(ctx).Where("id = ? AND requirement_id = ? AND removed_at = 0", fileID, requirementID).Limit(1).Find(&f)
	if res.Error == nil && res.RowsAffected == 0 {
		return f, fault.New(fault.NotFound, "media.absent")
	}
	return f, res.Error
}

// RemoveFiles takes the pictures of cards of a requirement out of their place, or with all
// every file, and returns what media has to remove. Their hashes stay.
func RemoveFiles(ctx context.Context, tx *gorm.DB, id string, all bool, now clock.Instant) (photoIDs []string, err error) {
	files, err := Files(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if !f.Identity && !all {
			continue
		}
		res := tx.WithContext(ctx).Table("requirement_files").Where("id = ? AND removed_at = 0", f.ID).Updates(map[string]any{"photo_id": nil, "removed_at": now})
		if res.Error != nil {
			return nil, res.Error
		}
		if res.RowsAffected == 1 {
			photoIDs = append(photoIDs, f.PhotoID)
		}
	}
	return photoIDs, nil
}

// Stale lists requirements that hold pictures of cards older than Keep days.
func Stale(ctx context.Context, q *gorm.DB, today clock.Date, limit int) ([]string, error) {
	var ids []string
	err := q.WithContext(ctx).Table("requirement_files").Distinct("requirement_id").
		Where("identity AND removed_at = 0 AND created_at < ?", today.AddDays(-Keep).Start()).Order("requirement_id").Limit(limit).Pluck("requirement_id", &ids).Error
	return ids, err
}

// Expire asks for pictures of a card anew that nobody has decided for Keep days; the
// caller removes them. The seller is told by the reason.
func Expire(ctx context.Context, tx *gorm.DB, r *Requirement, now clock.Instant) error {
	if r.State != Handed {
		return nil
	}
	return move(ctx, tx, r, Rejected, map[string]any{}, TooLate, worker, now)
}

// TooLate is why pictures of a card are asked for again: nobody looked in time.
const TooLate = "requirement.too_late"
