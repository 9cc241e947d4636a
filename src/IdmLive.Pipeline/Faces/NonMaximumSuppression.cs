using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// Makes one face of the many overlapping ones that a detector finds. The boxes and key points of a group are averaged, weighted
/// by score: that is steadier from frame to frame than the best one alone (Bazarevsky et al. 2019, BlazeFace).
/// </summary>
internal static class NonMaximumSuppression
{
    /// <summary>One face for each group of faces that overlap, highest score first.</summary>
    /// <param name="candidates">Faces in any order; sorted here, in place.</param>
    /// <param name="overlapOfOneFace">Faces whose intersection over union with a group's best is above this belong to it.</param>
    public static List<DetectedFace> Merge(List<DetectedFace> candidates, float overlapOfOneFace)
    {
        candidates.Sort(static (a, b) => b.Score.CompareTo(a.Score));
        bool[] taken = new bool[candidates.Count];
        List<DetectedFace> faces = [];
        for (int i = 0; i < candidates.Count; i++)
        {
            if (taken[i])
            {
                continue;
            }

            WeightedFace sum = default;
            for (int j = i; j < candidates.Count; j++)
            {
                if (!taken[j] && (j == i || Overlap(candidates[i].Box, candidates[j].Box) > overlapOfOneFace))
                {
                    taken[j] = true;
                    sum.Add(candidates[j]);
                }
            }

            faces.Add(sum.Mean(candidates[i].Score));
        }

        return faces;
    }

    /// <summary>Whether two boxes, perhaps found at different sizes, show one face: they overlap, or one lies mostly inside the other.</summary>
    public static bool IsSame(Rect2f a, Rect2f b, float overlapOfOneFace)
    {
        float smaller = Math.Min(a.Width * a.Height, b.Width * b.Height);
        return Overlap(a, b) > overlapOfOneFace || Intersection(a, b) > 0.6f * smaller;
    }

    /// <summary>Intersection over union of two boxes, 0 to 1.</summary>
    public static float Overlap(Rect2f a, Rect2f b)
    {
        float intersection = Intersection(a, b);
        return intersection > 0 ? intersection / ((a.Width * a.Height) + (b.Width * b.Height) - intersection) : 0;
    }

    private static float Intersection(Rect2f a, Rect2f b)
    {
        float width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left), height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        return width > 0 && height > 0 ? width * height : 0;
    }

    private struct WeightedFace
    {
        private float weight;
        private Point2f corner, size, rightEye, leftEye, nose, rightMouth, leftMouth;

        public void Add(in DetectedFace face)
        {
            float w = face.Score;
            weight += w;
            corner += face.Box.TopLeft * w;
            size += new Point2f(face.Box.Width, face.Box.Height) * w;
            rightEye += face.KeyPoints.RightEye * w;
            leftEye += face.KeyPoints.LeftEye * w;
            nose += face.KeyPoints.Nose * w;
            rightMouth += face.KeyPoints.RightMouthCorner * w;
            leftMouth += face.KeyPoints.LeftMouthCorner * w;
        }

        public readonly DetectedFace Mean(float score)
        {
            float f = 1 / weight;
            return new(
                new(corner.X * f, corner.Y * f, size.X * f, size.Y * f),
                score,
                new(rightEye * f, leftEye * f, nose * f, rightMouth * f, leftMouth * f));
        }
    }
}
