namespace IdmLive.Training.Degradation.H264;

/// <summary>
/// The deblocking filter of H.264 for an intra picture (section 8.7): strength 4 along macroblocks, 3 inside. All upright edges come first, then
/// all level ones, where the standard goes macroblock by macroblock; only pixels near corners notice.
/// </summary>
public static class H264Deblocking
{
    /// <summary>Filters a plane in place.</summary>
    /// <param name="plane">Its first byte.</param>
    /// <param name="width">Width, a multiple of 4; also the length of a row.</param>
    /// <param name="height">Height, a multiple of 4.</param>
    /// <param name="quantiser">QP of this plane.</param>
    /// <param name="chroma">A colour plane at half size: macroblocks of 8, the short filter.</param>
    public static unsafe void Filter(byte* plane, int width, int height, int quantiser, bool chroma)
    {
        int macroblock = chroma ? 8 : 16;
        if (H264Tables.Alpha[quantiser] == 0)
        {
            return;
        }

        Edge edge = new(quantiser, chroma);
        for (int x = 4; x < width; x += 4)
        {
            for (int y = 0; y < height; y++)
            {
                edge.Filter(plane + (y * width) + x, 1, x % macroblock == 0);
            }
        }

        for (int y = 4; y < height; y += 4)
        {
            for (int x = 0; x < width; x++)
            {
                edge.Filter(plane + (y * width) + x, width, y % macroblock == 0);
            }
        }
    }

    private readonly struct Edge(int quantiser, bool chroma)
    {
        private readonly int _alpha = H264Tables.Alpha[quantiser], _beta = H264Tables.Beta[quantiser], _clip = H264Tables.Clip[quantiser];
        private readonly bool _chroma = chroma;

        /// <summary>Filters the line of pixels across an edge.</summary>
        /// <param name="q">First pixel behind the edge.</param>
        /// <param name="step">Distance of neighbours.</param>
        /// <param name="strong">Strength 4.</param>
        public unsafe void Filter(byte* q, int step, bool strong)
        {
            int p0 = q[-step], q0 = q[0], p1 = q[-2 * step], q1 = q[step];
            if (Math.Abs(p0 - q0) >= _alpha || Math.Abs(p1 - p0) >= _beta || Math.Abs(q1 - q0) >= _beta)
            {
                return;
            }

            if (_chroma)
            {
                FilterChroma(q, step, strong);
                return;
            }

            int p2 = q[-3 * step], q2 = q[2 * step];
            bool smoothP = Math.Abs(p2 - p0) < _beta, smoothQ = Math.Abs(q2 - q0) < _beta;
            if (strong)
            {
                bool small = Math.Abs(p0 - q0) < (_alpha >> 2) + 2;
                Strong(q - step, -step, small && smoothP, p0, p1, p2, q0, q1);
                Strong(q, step, small && smoothQ, q0, q1, q2, p0, p1);
                return;
            }

            int limit = _clip + (smoothP ? 1 : 0) + (smoothQ ? 1 : 0);
            int delta = Math.Clamp((((q0 - p0) << 2) + (p1 - q1) + 4) >> 3, -limit, limit);
            q[-step] = (byte)Math.Clamp(p0 + delta, 0, 255);
            q[0] = (byte)Math.Clamp(q0 - delta, 0, 255);
            int middle = (p0 + q0 + 1) >> 1;
            if (smoothP)
            {
                q[-2 * step] = (byte)(p1 + Math.Clamp((p2 + middle - (p1 << 1)) >> 1, -_clip, _clip));
            }

            if (smoothQ)
            {
                q[step] = (byte)(q1 + Math.Clamp((q2 + middle - (q1 << 1)) >> 1, -_clip, _clip));
            }
        }

        /// <summary>One side of the strong filter: n0 to n2 away from the edge, o0 and o1 on the other side.</summary>
        private static unsafe void Strong(byte* near, int away, bool wide, int n0, int n1, int n2, int o0, int o1)
        {
            if (!wide)
            {
                near[0] = (byte)(((2 * n1) + n0 + o1 + 2) >> 2);
                return;
            }

            int n3 = near[3 * away];
            near[0] = (byte)((n2 + (2 * n1) + (2 * n0) + (2 * o0) + o1 + 4) >> 3);
            near[away] = (byte)((n2 + n1 + n0 + o0 + 2) >> 2);
            near[2 * away] = (byte)(((2 * n3) + (3 * n2) + n1 + n0 + o0 + 4) >> 3);
        }

        private unsafe void FilterChroma(byte* q, int step, bool strong)
        {
            int p0 = q[-step], q0 = q[0], p1 = q[-2 * step], q1 = q[step];
            if (strong)
            {
                q[-step] = (byte)(((2 * p1) + p0 + q1 + 2) >> 2);
                q[0] = (byte)(((2 * q1) + q0 + p1 + 2) >> 2);
                return;
            }

            int limit = _clip + 1, delta = Math.Clamp((((q0 - p0) << 2) + (p1 - q1) + 4) >> 3, -limit, limit);
            q[-step] = (byte)Math.Clamp(p0 + delta, 0, 255);
            q[0] = (byte)Math.Clamp(q0 - delta, 0, 255);
        }
    }
}
