using ScottPlot;
using SkiaSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>A line of a plot.</summary>
/// <param name="Name">Its legend.</param>
/// <param name="X">Where its points stand.</param>
/// <param name="Y">Their values; NaN leaves a point out.</param>
/// <param name="IsReference">Whether it is drawn as a dashed level to compare with.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, bool IsReference = false);

/// <summary>A plot of the report. Not thread-safe.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">Label of the x axis.</param>
/// <param name="YLabel">Label of the y axis.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record ReportPlot(string Title, string XLabel, string YLabel, IReadOnlyList<PlotLine> Lines)
{
    private const int Width = 560, Height = 380;

    // Twice the pixels: sharp on fine screens.
    private const double Density = 2;
    private static readonly string[] Fonts = ["DejaVu Sans", "Segoe UI", "Arial", "Liberation Sans"];

    /// <summary>Positions on the x axis that get a tick; null leaves that to the plot.</summary>
    public IReadOnlyList<(double Position, string Label)>? Ticks { get; init; }

    /// <summary>Whether x runs from right to left.</summary>
    public bool Reversed { get; init; }

    /// <summary>The plot as a PNG file's bytes.</summary>
    public byte[] Png()
    {
        using Plot plot = new();
        plot.Font.Set(Fonts.FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? ScottPlot.Fonts.Default);
        plot.Add.Palette = new ScottPlot.Palettes.Category10();
        foreach (PlotLine line in Lines)
        {
            Add(plot, line);
        }

        plot.Title(Title, 15);
        plot.XLabel(XLabel, 13);
        plot.YLabel(YLabel, 13);
        if (Ticks is not null)
        {
            plot.Axes.Bottom.SetTicks([.. Ticks.Select(t => t.Position)], [.. Ticks.Select(t => t.Label)]);
        }

        plot.Legend.FontSize = 11;
        plot.ShowLegend(Edge.Right);
        plot.Axes.AutoScale();
        if (Reversed)
        {
            AxisLimits limits = plot.Axes.GetLimits();
            plot.Axes.SetLimitsX(limits.Right, limits.Left);
        }

        plot.ScaleFactor = Density;
        return plot.GetImageBytes((int)(Width * Density), (int)(Height * Density), ImageFormat.Png);
    }

    private static void Add(Plot plot, PlotLine line)
    {
        Coordinates[] points =
            [.. line.X.Zip(line.Y, (x, y) => new Coordinates(x, y)).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        if (points.Length == 0)
        {
            return;
        }

        ScottPlot.Plottables.Scatter scatter = plot.Add.Scatter(points);
        scatter.LegendText = line.Name;
        scatter.LineWidth = line.IsReference ? 1.5f : 2;
        scatter.LinePattern = line.IsReference ? LinePattern.Dashed : LinePattern.Solid;
        scatter.MarkerSize = line.IsReference ? 0 : 6;
    }
}
