using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Session;

namespace IdmLive.App.Restoring;

/// <summary>Restorers that give the same results and work on different frames at the same time; disposed of together.</summary>
internal sealed class RestorerLanes : IDisposable
{
    private readonly IReadOnlyList<IFaceRestorer> _restorers;

    /// <summary>Takes over restorers.</summary>
    /// <param name="restorers">None where nothing is to be restored.</param>
    public RestorerLanes(IReadOnlyList<IFaceRestorer> restorers) => _restorers = restorers;

    /// <summary>The first one, or null.</summary>
    public IFaceRestorer? First => _restorers.Count > 0 ? _restorers[0] : null;

    /// <summary>Makes a session that uses them all.</summary>
    public RestoringSession NewSession(IFrameSource source, IFaceExtractor extractor, IFrameSink sink, RestoringSessionOptions settings)
    {
        RestoringSession session = new(source, extractor, First, sink, settings);
        foreach (IFaceRestorer restorer in _restorers.Skip(1))
        {
            session.AddLane(restorer);
        }

        return session;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IFaceRestorer restorer in _restorers)
        {
            restorer.Dispose();
        }
    }
}
