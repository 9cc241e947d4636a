using OpenCvSharp;

namespace IdmLive.Training.Data;

/// <summary>Rows of 8-bit pictures as spans.</summary>
public static class MatRows
{
    /// <summary>The bytes of one row; valid as long as the picture.</summary>
    public static unsafe Span<byte> RowSpan(this Mat picture, int row) =>
        new((void*)picture.Ptr(row), picture.Width * (int)picture.ElemSize());
}
