namespace IdmLive.Tools.Evaluation;

/// <summary>The plots of an evaluation's report.</summary>
internal static class ReportPlots
{
    private const int MostGroups = 5;

    /// <summary>
    /// A figure against the strength of the degradation: faces sorted by the PSNR of their degraded picture and split into up to five
    /// equal groups, from the mildest to the strongest.
    /// </summary>
    public static IEnumerable<ReportPlot> AgainstStrength(EvaluationResult result)
    {
        EvaluationRow input = result.Rows[0];
        int[] order = [.. Enumerable.Range(0, result.Faces.Count).OrderByDescending(i => input.Figures[i].Psnr)];
        int groups = Math.Clamp(order.Length / 2, 1, MostGroups);
        int[][] members = [.. Enumerable.Range(0, groups).Select(g => order[(g * order.Length / groups)..((g + 1) * order.Length / groups)])];
        double[] x = [.. members.Select(m => m.Average(i => input.Figures[i].Psnr))];
        return Columns(result, [FigureColumn.Psnr, FigureColumn.Lpips, FigureColumn.IdB, FigureColumn.Niqe], FigureColumn.IdA).Select(column => new ReportPlot(
            $"{column.Heading} against strength", "PSNR of the degraded face, dB (weak to strong)", column.Heading,
            [.. result.Rows.Select(row => new PlotLine(row.Name, x, [.. members.Select(m => Mean(row, column, m))]))])
        { Reversed = true });
    }

    /// <summary>A figure against the number of steps, beside the levels of the input and the other restorers.</summary>
    public static IEnumerable<ReportPlot> AgainstSteps(EvaluationResult result)
    {
        int[] steps = [.. result.Authenticity.Select(a => a.Steps).Order()];
        string[] names = [.. steps.Select(s => EvaluationResult.RowName(result.Model, s))];
        double[] x = [.. Enumerable.Range(0, steps.Length).Select(i => (double)i)];
        double[] ends = [0, Math.Max(1, steps.Length - 1)];
        return steps.Length == 0 ? [] : Columns(result, [FigureColumn.Psnr, FigureColumn.Lpips, FigureColumn.IdB, FigureColumn.Niqe], FigureColumn.IdA).Select(column =>
            new ReportPlot($"{column.Heading} against steps", "network calls", column.Heading,
            [
                new PlotLine(result.Model, x, [.. names.Select(n => result.Rows.First(r => r.Name == n).Mean(column))]),
                .. result.Rows.Where(r => !names.Contains(r.Name)).Select(r => new PlotLine(r.Name, ends, [r.Mean(column), r.Mean(column)], IsReference: true)),
            ])
            { Ticks = [.. steps.Select((s, i) => ((double)i, $"{s}"))] });
    }

    /// <summary>What becomes of faces over repeated applications.</summary>
    public static IEnumerable<ReportPlot> AgainstApplications(EvaluationResult result)
    {
        if (result.Authenticity.Count == 0)
        {
            return [];
        }

        string faces = $"{result.Authenticity[0].Curve.Faces} faces";
        return
        [
            Curve("f^n(y) against f(y)", "PSNR dB", a => a.Curve.FromOnce, p => p.Psnr, first: 1),
            Curve("f^n(x) against x", "PSNR dB", a => a.Curve.CleanFromTruth, p => p.Psnr),
            Curve("f^n(y) against the truth", "PSNR dB", a => a.Curve.FromTruth, p => p.Psnr),
            Curve("f^n(y) against the truth", "identity (cosine)", a => a.Curve.FromTruth, p => p.Id),
            Curve("f^n(y) against f(y)", "identity (cosine)", a => a.Curve.FromOnce, p => p.Id),
            Curve("f^n(x) against x", "identity (cosine)", a => a.Curve.CleanFromTruth, p => p.Id),
        ];

        // A picture against itself is at the ceiling of the scale and would flatten the rest: it is left out by `first`.
        ReportPlot Curve(string title, string label, Func<Authenticity, IReadOnlyList<ClosenessFigures>> points, Func<ClosenessFigures, double> value, int first = 0) =>
            new($"{title}, {faces}", "applications n", label,
            [
                .. result.Authenticity.Select(a => new PlotLine(
                    EvaluationResult.RowName(result.Model, a.Steps),
                    [.. Enumerable.Range(first + 1, EvaluationLane.Applications - first).Select(n => (double)n)],
                    [.. points(a).Skip(first).Select(value)])),
            ]);
    }

    private static IEnumerable<FigureColumn> Columns(EvaluationResult result, FigureColumn[] wanted, FigureColumn fallback)
    {
        FigureColumn[] measured = [.. wanted.Where(c => result.Rows.Any(r => double.IsFinite(r.Mean(c))))];
        return measured.Contains(FigureColumn.IdB) ? measured : [.. measured, fallback];
    }

    private static double Mean(EvaluationRow row, FigureColumn column, int[] members)
    {
        double[] values = [.. members.Select(i => column.Value(row.Figures[i])).Where(double.IsFinite)];
        return values.Length == 0 ? double.NaN : values.Average();
    }
}
